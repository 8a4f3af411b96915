using System;
using System.Net;

namespace Lwm2mNano.DeskServer
{
    /// <summary>
    /// Takes the responses with a token that is kept (RFC 7641). Called on the thread that receives: does not block.
    /// </summary>
    /// <param name="response">The response or notification.</param>
    /// <param name="peer">Who sent it.</param>
    /// <param name="isAnswer">Whether it also ends an exchange with that token.</param>
    /// <returns>Whether it is wanted, else it is answered with a reset; and what is to be done once it is acknowledged, or <see langword="null"/>.</returns>
    internal delegate (bool IsWanted, Action Then) CoapObserver(CoapMessage response, EndPoint peer, bool isAnswer);
}
