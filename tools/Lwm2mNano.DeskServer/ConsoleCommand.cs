using System;
using System.Threading.Tasks;

namespace Lwm2mNano.DeskServer
{
    /// <summary>
    /// A command that can be typed.
    /// </summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Arguments">Its arguments as help shows them; a switch that it takes is among them.</param>
    /// <param name="Help">What it does.</param>
    /// <param name="MinWords">How many arguments it takes at least, without switches.</param>
    /// <param name="MaxWords">How many it takes at most.</param>
    /// <param name="Run">Runs it; a <see cref="FormatException"/> says what is wrong with its arguments.</param>
    internal sealed record ConsoleCommand(
        string Name, string Arguments, string Help, int MinWords, int MaxWords, Func<ConsoleArguments, Task> Run)
    {
        /// <summary>Gets how it is typed.</summary>
        internal string Usage => $"{Name} {Arguments}".TrimEnd();
    }
}
