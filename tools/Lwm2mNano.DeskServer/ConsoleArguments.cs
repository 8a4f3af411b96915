namespace Lwm2mNano.DeskServer
{
    /// <summary>
    /// The arguments that a command was typed with.
    /// </summary>
    /// <param name="Words">All but the switches.</param>
    /// <param name="IsUpdate">Whether <c>--update</c> was among them.</param>
    /// <param name="IsReset">Whether <c>--reset</c> was among them.</param>
    /// <param name="BlockBytes">What <c>--block</c> said, or <see langword="null"/>.</param>
    internal sealed record ConsoleArguments(string[] Words, bool IsUpdate, bool IsReset, int? BlockBytes);
}
