using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Lwm2mNano.Energy;
using Spectre.Console;

namespace Lwm2mNano.Bench
{
    /// <summary>
    /// How long a battery lasts: the firmware's application for virtual months against a simulated server, and what it did turned into charge.
    /// </summary>
    internal static class EnergyReport
    {
        private const double DaysPerMonth = 365.25 / 12;
        private const double MicroamperesPerMilliampere = 1000;
        private const int FileWidth = 132;

        public static void Print(EnergyOptions options)
        {
            TimeSpan time = TimeSpan.FromDays(options.Months * DaysPerMonth);
            (EnergyProfile Profile, int Interval, int Payload)[] wanted = options.Intervals
                .SelectMany(interval => options.Payloads.SelectMany(payload => EnergyProfile.All.Select(profile => (profile, interval, payload))))
                .ToArray();
            EnergyRun[] runs = new EnergyRun[wanted.Length];
            Parallel.For(0, wanted.Length, i => runs[i] = EnergyRun.Of(wanted[i].Profile, wanted[i].Interval, wanted[i].Payload, time, options.Model));

            if (Console.IsOutputRedirected)
            {
                AnsiConsole.Profile.Width = FileWidth;
            }

            AnsiConsole.MarkupLineInterpolated(
                CultureInfo.InvariantCulture, $"Battery life in days, {options.Capacity:N0} mAh, {options.Model.UsablePercent:0} % of it usable, from {options.Months:0.##} virtual months each");
            foreach (IGrouping<(int, int), EnergyRun> group in runs.GroupBy(r => (r.IntervalMinutes, r.PayloadBytes)))
            {
                PrintGroup(group.ToArray(), options);
            }

            if (options.Plot != null)
            {
                EnergyPlot.Save(options.Plot, runs, options);
                AnsiConsole.MarkupLineInterpolated($"{options.Plot} shows it");
            }
        }

        private static void PrintGroup(EnergyRun[] runs, EnergyOptions options)
        {
            Table table = new Table().Border(TableBorder.Minimal)
                .Title(FormattableString.Invariant($"a report each {runs[0].IntervalMinutes} min, {Payload(runs[0].PayloadBytes)}")).AddColumn("profile");
            foreach (string column in new[] { "days", "times", "µA mean", "µAh each", "handshakes", "Registers", "reports" })
            {
                table.AddColumn(new TableColumn(column).RightAligned());
            }

            foreach (EnergyRun run in runs)
            {
                double days = run.Meter.LifeDays(options.Capacity);
                table.AddRow(
                    run.Profile.Name, Number(days, "N0"), Number(days / runs[0].Meter.LifeDays(options.Capacity), "0.0"),
                    Number(run.Meter.MeanMilliamperes * MicroamperesPerMilliampere, "N0"),
                    Number(run.Meter.MilliampereHours * MicroamperesPerMilliampere / Math.Max(1, run.Reports), "N1"), Number(run.Handshakes, "N0"), Number(run.Registers, "N0"), Number(run.Reports, "N0"));
            }

            AnsiConsole.Write(table);
            if (options.Phases)
            {
                PrintPhases(runs);
            }
        }

        // Where it goes: the share of each phase.
        private static void PrintPhases(IReadOnlyList<EnergyRun> runs)
        {
            Table table = new Table().Border(TableBorder.Minimal).AddColumn("of the charge, in %");
            ChargePhase[] phases = Enum.GetValues<ChargePhase>();
            foreach (ChargePhase phase in phases)
            {
                table.AddColumn(new TableColumn(Name(phase)).RightAligned());
            }

            foreach (EnergyRun run in runs)
            {
                string[] shares = phases.Select(p => Number(100 * run.Meter.Of(p) / run.Meter.MilliampereHours, "0.0")).ToArray();
                table.AddRow([run.Profile.Name, .. shares]);
            }

            AnsiConsole.Write(table);
        }

        internal static string Payload(int bytes) =>
            bytes == 0 ? "the battery's values" : FormattableString.Invariant($"{bytes} bytes more than the battery's values");

        private static string Name(ChargePhase phase) => phase switch
        {
            ChargePhase.LightSleep => "light sleep",
            ChargePhase.DeepSleep => "deep sleep",
            _ => phase.ToString().ToLowerInvariant(),
        };

        private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
    }
}
