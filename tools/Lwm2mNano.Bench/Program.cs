using System;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.IO;
using System.Linq;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Lwm2mNano.Energy;

namespace Lwm2mNano.Bench
{
    internal static class Program
    {
        private const int MaxMonths = 120;
        private const int MaxCapacity = 1000000;

        // A window of 93 s has to fit.
        private const int MinIntervalMinutes = 1;
        private const int MaxIntervalMinutes = 1440;
        private const int MaxPayloadBytes = 800;

        private static int Main(string[] args)
        {
            var speed = new Command("speed", "How long encoding, decoding, parsing and serialising take, each beside something of .NET's own (two minutes).");
            speed.SetAction(_ => Speed());
            var memory = new Command("memory", "The static memory of a client, by buffer and table, as the device's heap counts it.");
            memory.SetAction(_ => MemoryReport.Print());
            var wire = new Command("wire", "The size of Register, Update, a notification and a bootstrap on the wire.");
            wire.SetAction(_ => WireReport.Print());
            var allocation = new Command("allocation", "What 10,000 cycles of request, answer and Update allocate.");
            allocation.SetAction(_ => AllocationReport.Print());
            var dtls = new Command("dtls", "What DTLS costs: datagrams, bytes and managed memory, with the desk server.");
            dtls.SetAction(_ => DtlsReport.Print());
            var root = new RootCommand("Measures the client on this host. Without a command it runs all of them but energy.")
            {
                speed, memory, wire, allocation, dtls, Energy(),
            };
            root.SetAction(_ =>
            {
                AllocationReport.Print();
                WireReport.Print();
                MemoryReport.Print();
                DtlsReport.Print();
                Speed();
            });
            return root.Parse(args).Invoke();
        }

        private static Command Energy()
        {
            Option<double> months = new("--months") { Description = "The virtual months of each run.", DefaultValueFactory = _ => 1 };
            Option<int[]> intervals = new("--interval")
            {
                Description = "Minutes from report to report.", DefaultValueFactory = _ => [5, 15, 60], AllowMultipleArgumentsPerToken = true, HelpName = "MINUTES",
            };
            Option<int[]> payloads = new("--payload")
            {
                Description = "Bytes that each report has more than the battery's values.", DefaultValueFactory = _ => [0], AllowMultipleArgumentsPerToken = true, HelpName = "BYTES",
            };
            Option<double> capacity = new("--capacity") { Description = "The cell's capacity in mAh.", DefaultValueFactory = _ => 2500, HelpName = "MAH" };
            Option<string[]> figures = new("--model")
            {
                Description = "A figure of the board: deepSleepMilliamperes=0.02. --figures lists them.", AllowMultipleArgumentsPerToken = true, HelpName = "KEY=VALUE",
            };
            Option<FileInfo> file = new("--model-file") { Description = "A file of figures, a line each, as --figures writes them." };
            Option<string> plot = new("--plot") { Description = "Draw it, too, over the intervals.", HelpName = "FILE.png" };
            Option<bool> phases = new("--phases") { Description = "Say what the charge is taken for, too." };
            Option<bool> list = new("--figures") { Description = "List the figures of the model and end. Their sources stand in tools/Lwm2mNano.Energy/EnergyModel.cs." };
            months.Validators.Add(result => Check(result, result.GetValue(months) is > 0 and <= MaxMonths, $"--months: more than 0, up to {MaxMonths}."));
            capacity.Validators.Add(result => Check(result, result.GetValue(capacity) is > 0 and <= MaxCapacity, $"--capacity: more than 0, up to {MaxCapacity} mAh."));
            intervals.Validators.Add(result => Check(
                result, result.GetValue(intervals).All(i => i is > MinIntervalMinutes and <= MaxIntervalMinutes), $"--interval: {MinIntervalMinutes + 1} to {MaxIntervalMinutes} minutes."));
            payloads.Validators.Add(result => Check(result, result.GetValue(payloads).All(p => p is >= 0 and <= MaxPayloadBytes), $"--payload: 0 to {MaxPayloadBytes} bytes."));
            Command energy = new("energy", "How long a battery lasts by the way the device sleeps: months of the application in virtual time, turned into charge.")
            {
                months, intervals, payloads, capacity, figures, file, phases, plot, list,
            };
            energy.SetAction(result =>
            {
                EnergyModel model = new();
                try
                {
                    if (result.GetValue(file) is FileInfo lines)
                    {
                        model.SetAll(File.ReadLines(lines.FullName));
                    }

                    foreach (string figure in result.GetValue(figures) ?? [])
                    {
                        model.Set(figure);
                    }

                    if (result.GetValue(list))
                    {
                        model.List().ToList().ForEach(Console.WriteLine);
                        return 0;
                    }

                    EnergyReport.Print(new EnergyOptions(
                        result.GetValue(months), result.GetValue(intervals), result.GetValue(payloads), result.GetValue(capacity), model, result.GetValue(phases), result.GetValue(plot)));
                    return 0;
                }
                catch (Exception exception) when (exception is EnergyModelException or IOException or UnauthorizedAccessException)
                {
                    Console.Error.WriteLine($"bench: {exception.Message}");
                    return 1;
                }
            });
            return energy;
        }

        private static void Check(SymbolResult result, bool isRight, string message)
        {
            if (!isRight)
            {
                result.AddError(message);
            }
        }

        private static void Speed()
        {
            IConfig config = ManualConfig.CreateEmpty()
                .AddJob(Job.ShortRun.WithToolchain(new InProcessEmitToolchain(false)).WithIterationCount(10))
                .AddColumnProvider(DefaultColumnProviders.Descriptor, DefaultColumnProviders.Statistics, DefaultColumnProviders.Metrics)
                .AddColumn(CategoriesColumn.Default, BaselineRatioColumn.RatioMean)
                .AddLogger(NullLogger.Instance)
                .AddExporter(MarkdownExporter.Console)
                .WithArtifactsPath(Path.Combine(Path.GetTempPath(), "lwm2mnano-bench"));
            var summary = BenchmarkRunner.Run<SpeedBenchmarks>(config);
            MarkdownExporter.Console.ExportToLog(summary, ConsoleLogger.Default);
        }
    }
}
