namespace Lwm2mNano.Coap
{
    /// <summary>
    /// What happened in the message layer.
    /// </summary>
    public enum CoapEvent
    {
        /// <summary>Nothing: no datagram was waiting, no deadline has passed.</summary>
        None,

        /// <summary>A datagram was dealt with inside the layer: an acknowledgement, a repetition, a ping, rubbish.</summary>
        Handled,

        /// <summary>A request arrived and waits for its answer.</summary>
        Request,

        /// <summary>The response to the outstanding request arrived.</summary>
        Response,

        /// <summary>The outstanding confirmable notification was acknowledged.</summary>
        Acknowledged,

        /// <summary>The outstanding request or notification was reset by the peer.</summary>
        Reset,

        /// <summary>Another message of ours was reset by the peer: a non-confirmable notification, or one that was answered.</summary>
        OtherReset,

        /// <summary>The outstanding request was not answered in time, or the outstanding notification not acknowledged.</summary>
        TimedOut,

        /// <summary>The path's security context is lost; what was outstanding is given up.</summary>
        SecurityLost,
    }
}
