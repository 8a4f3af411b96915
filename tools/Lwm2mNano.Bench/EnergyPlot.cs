using System;
using System.Linq;
using ScottPlot;
using ScottPlot.Plottables;
using ScottPlot.TickGenerators;

namespace Lwm2mNano.Bench
{
    /// <summary>
    /// Battery life over the interval of the reports, a line for each profile.
    /// </summary>
    internal static class EnergyPlot
    {
        private const int Width = 1000;
        private const int Height = 620;

        public static void Save(string file, EnergyRun[] runs, EnergyOptions options)
        {
            using Plot plot = new();
            EnergyRun[] shown = runs.Where(r => r.PayloadBytes == options.Payloads[0]).ToArray();
            foreach (IGrouping<string, EnergyRun> line in shown.GroupBy(r => r.Profile.Name))
            {
                EnergyRun[] points = line.OrderBy(r => r.IntervalMinutes).ToArray();
                Scatter scatter = plot.Add.Scatter(
                    points.Select(r => Math.Log10(r.IntervalMinutes)).ToArray(), points.Select(r => Math.Log10(r.Meter.LifeDays(options.Capacity))).ToArray());
                scatter.LegendText = line.Key;
                scatter.LineWidth = 2;
                scatter.MarkerSize = 8;
                scatter.LinePattern = points[0].Profile.AwakeSeconds == 0 ? LinePattern.Solid : LinePattern.Dashed;
            }

            int[] intervals = options.Intervals.Order().ToArray();
            plot.Axes.Bottom.TickGenerator = new NumericManual(
                intervals.Select(i => Math.Log10(i)).ToArray(), intervals.Select(i => FormattableString.Invariant($"{i}")).ToArray());
            plot.Axes.Left.TickGenerator = new NumericAutomatic
            {
                MinorTickGenerator = new LogMinorTickGenerator(),
                IntegerTicksOnly = true,
                LabelFormatter = power => FormattableString.Invariant($"{Math.Pow(10, power):N0}"),
            };
            plot.Grid.MinorLineColor = Colors.Black.WithOpacity(0.08);
            plot.Grid.MinorLineWidth = 1;
            plot.Title(FormattableString.Invariant($"Battery life, {options.Capacity:N0} mAh, {EnergyReport.Payload(options.Payloads[0])}"));
            plot.XLabel("minutes from report to report");
            plot.YLabel("days");
            plot.ShowLegend(Edge.Right);
            plot.SavePng(file, Width, Height);
        }
    }
}
