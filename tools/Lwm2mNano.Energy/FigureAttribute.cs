using System;

namespace Lwm2mNano.Energy
{
    /// <summary>
    /// Marks a figure of the model that can be set by its name: its unit and the range that makes sense.
    /// </summary>
    [AttributeUsage(AttributeTargets.Property)]
    public sealed class FigureAttribute(string unit, double least, double most) : Attribute
    {
        /// <summary>Gets the unit, for people.</summary>
        public string Unit { get; } = unit;

        /// <summary>Gets the least value.</summary>
        public double Least { get; } = least;

        /// <summary>Gets the greatest value.</summary>
        public double Most { get; } = most;
    }
}
