using System;
using System.Threading.Tasks;

namespace Lwm2mNano.DeskServer
{
    /// <summary>
    /// A command that can be typed.
    /// </summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Arguments">Its arguments as help shows them.</param>
    /// <param name="Help">What it does.</param>
    /// <param name="MinArguments">How many arguments it takes at least.</param>
    /// <param name="MaxArguments">How many it takes at most.</param>
    /// <param name="Run">Runs it; a <see cref="FormatException"/> says what is wrong with its arguments.</param>
    internal sealed record ConsoleCommand(
        string Name, string Arguments, string Help, int MinArguments, int MaxArguments, Func<string[], Task> Run)
    {
        /// <summary>Gets how it is typed.</summary>
        internal string Usage => $"{Name} {Arguments}".TrimEnd();
    }
}
