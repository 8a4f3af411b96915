using System;
using System.CommandLine;
using System.Globalization;
using System.Threading.Tasks;

namespace Lwm2mNano.Simulator
{
    internal static class Program
    {
        private const int DaysOfYear = 365;

        private static int Main(string[] args)
        {
            Argument<int?> seed = new("seed") { Description = "The run to replay. Without it, runs with the seeds from 1 on.", Arity = ArgumentArity.ZeroOrOne };
            Option<int> seeds = new("--seeds") { Description = "How many runs, without a seed.", DefaultValueFactory = _ => 100 };
            Option<double> days = new("--days") { Description = "The virtual days of each run.", DefaultValueFactory = _ => 60 };
            Option<bool> calm = new("--calm") { Description = "No faults at all, and the default retry resources: how fast virtual time passes." };
            Option<bool> trace = new("--trace") { Description = "With a seed: write down what the client does." };
            Option<bool> sleep = new("--sleep")
            {
                Description = "A device that sleeps, over DTLS: power is cut at any step as well, addresses change, clocks jump and stores fail. Lasts as long as it takes.",
            };
            RootCommand root = new(
                "Runs the client for virtual months on a network that loses, doubles and reorders datagrams, with servers that restart, fall silent and "
                + "answer nonsense, and checks that it recovers as its retry resources say, keeps to one exchange at a time and to its back-off, and allocates "
                + "nothing. What fails is printed with its seed. Exit code 0 if nothing does.")
            {
                seed, seeds, days, calm, sleep, trace,
            };
            root.SetAction(result =>
            {
                TimeSpan time = TimeSpan.FromDays(result.GetValue(days));
                if (result.GetValue(calm))
                {
                    return Calm(time);
                }

                if (result.GetValue(sleep))
                {
                    return Many(result.GetValue(seed), result.GetValue(seeds), s => new SleeperStorm(s).Run(), s => $"tools/simulator --sleep {s}");
                }

                if (result.GetValue(seed) is int one)
                {
                    return One(one, time, result.GetValue(trace));
                }

                string length = time.TotalDays.ToString("0.###", CultureInfo.InvariantCulture);
                return Many(null, result.GetValue(seeds), s => new Simulation(s).Run(time), s => $"tools/simulator {s} --days {length}");
            });
            return root.Parse(args).Invoke();
        }

        private static int Calm(TimeSpan time)
        {
            SimulationResult result = new Simulation(1, RetrySettings.Default).Run(time, false);
            Print(result);
            double speed = result.VirtualMilliseconds / result.Elapsed.TotalMilliseconds;
            Say($"{speed:N0} virtual seconds a second; a year takes {TimeSpan.FromDays(DaysOfYear).TotalSeconds / speed:0.00} s");
            return result.IsGood ? 0 : 1;
        }

        private static int One(int seed, TimeSpan time, bool trace)
        {
            SimulationResult result = new Simulation(seed, null, trace ? Console.Out : null).Run(time);
            Print(result);
            return result.IsGood ? 0 : 1;
        }

        private static int Many(int? only, int seeds, Func<int, SimulationResult> run, Func<int, string> replay)
        {
            int first = only ?? 1;
            seeds = only == null ? seeds : 1;
            int failed = 0;
            long virtualTime = 0;
            object turn = new();
            DateTime start = DateTime.UtcNow;
            Parallel.For(first, first + seeds, seed =>
            {
                SimulationResult result = run(seed);
                lock (turn)
                {
                    virtualTime += result.VirtualMilliseconds;
                    failed += result.IsGood ? 0 : 1;
                    if (!result.IsGood || only != null)
                    {
                        Print(result);
                    }

                    if (!result.IsGood)
                    {
                        Say("replay: " + replay(seed));
                    }
                }
            });
            double years = virtualTime / TimeSpan.FromDays(DaysOfYear).TotalMilliseconds;
            Say($"{seeds} seeds, {years:N1} virtual years in {(DateTime.UtcNow - start).TotalSeconds:N0} s: {failed} failed");
            return failed == 0 ? 0 : 1;
        }

        private static void Print(SimulationResult result)
        {
            Say($"seed {result.Seed}: {TimeSpan.FromMilliseconds(result.VirtualMilliseconds).TotalDays:N0} days, {result.Registers} Registers, {result.Updates} Updates, "
                + $"{result.Notifications} notifications, {result.Datagrams} datagrams, {result.Elapsed.TotalMilliseconds:N0} ms");
            foreach (string violation in result.Violations)
            {
                Say("  " + violation);
            }
        }

        private static void Say(FormattableString text) => Say(text.ToString(CultureInfo.InvariantCulture));

        private static void Say(string text) => Console.WriteLine(text);
    }
}
