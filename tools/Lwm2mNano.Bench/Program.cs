using System.CommandLine;
using System.IO;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Lwm2mNano.Bench
{
    internal static class Program
    {
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
            var root = new RootCommand("Measures the client on this host. Without a command it runs all of them.")
            {
                speed, memory, wire, allocation, dtls,
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
