using System;
using System.Collections.Generic;
using System.Linq;

namespace Lwm2mNano.DeskServer
{
    /// <summary>
    /// Numbers as a line of small bars.
    /// </summary>
    public static class Sparkline
    {
        private const string Bars = "▁▂▃▄▅▆▇█";

        /// <summary>
        /// Draws numbers.
        /// </summary>
        /// <param name="values">The numbers.</param>
        /// <returns>A bar each, from the lowest for the smallest to the highest for the largest; of the same height where all are equal.</returns>
        public static string Draw(IReadOnlyList<double> values)
        {
            double[] finite = values.Where(double.IsFinite).ToArray();
            double low = finite.DefaultIfEmpty().Min();
            double high = finite.DefaultIfEmpty().Max();
            return string.Concat(values.Select(value => Bars[Height(value, low, high)]));
        }

        private static int Height(double value, double low, double high)
        {
            // Halves, because the whole span may be larger than there are numbers.
            double part = ((value / 2) - (low / 2)) / ((high / 2) - (low / 2));
            return double.IsNaN(part) ? Bars.Length / 2 : (int)Math.Clamp(part * Bars.Length, 0, Bars.Length - 1);
        }
    }
}
