using System;

namespace Lwm2mNano.DeskServer
{
    /// <summary>
    /// What an exchange with a peer that may sleep asks and tells. Called under the endpoint's lock: does not call it.
    /// </summary>
    /// <param name="Contact">Names what the request is sent to; a peer of another name has begun anew, and forgotten message ids.</param>
    /// <param name="Begun">Is told of the exchange, before anything is sent.</param>
    /// <param name="IsAwake">Says whether the peer hears what is sent now.</param>
    /// <param name="FallAsleep">Is told that the peer does not answer, and says whether it may be asleep and the exchange is to wait for it.</param>
    internal sealed record CoapSleeper(string Contact, Action<CoapExchange> Begun, Func<bool> IsAwake, Func<bool> FallAsleep);
}
