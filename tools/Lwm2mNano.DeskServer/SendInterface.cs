using System;
using System.Collections.Generic;
using System.Net;
using Lwm2mNano.Coap;
using Lwm2mNano.Content;
using Lwm2mNano.Objects;

namespace Lwm2mNano.DeskServer
{
    /// <summary>
    /// Answers Send (LwM2M Core 1.1, section 6.4.5; LwM2M Transport 1.1, section 6.4.5).
    /// </summary>
    public sealed class SendInterface
    {
        /// <summary>The path's only segment.</summary>
        public const string Root = "dp";

        private readonly RegistrationTable _table;
        private readonly TimeProvider _time;
        private readonly Action<SentData> _sent;

        /// <summary>
        /// Creates the interface.
        /// </summary>
        /// <param name="table">The registrations.</param>
        /// <param name="time">The clock.</param>
        /// <param name="sent">Is told what was sent, after the answer.</param>
        public SendInterface(RegistrationTable table, TimeProvider time, Action<SentData> sent)
        {
            _table = table;
            _time = time;
            _sent = sent;
        }

        /// <summary>
        /// Answers a request.
        /// </summary>
        /// <param name="request">The request.</param>
        /// <param name="peer">Who sent it.</param>
        /// <returns>The answer, and what is to be done once it is sent.</returns>
        internal (CoapMessage Answer, Action Then) Serve(CoapMessage request, EndPoint peer)
        {
            if (request.Code != CoapCode.Post)
            {
                throw new RefusedException(ResponseCode.MethodNotAllowed, $"/{Root} takes POST only");
            }

            Registration registration = _table.FindByPeer(peer)
                ?? throw new RefusedException(ResponseCode.NotFound, "nobody is registered from there");
            int format = (int?)request.Unsigned(CoapOption.ContentFormat) ?? ContentFormat.None;
            if (format is not (ContentFormat.SenMlJson or ContentFormat.SenMlCbor))
            {
                throw new RefusedException(
                    ResponseCode.UnsupportedContentFormat, $"values are wanted as {ContentFormat.SenMlJson} or {ContentFormat.SenMlCbor}, not {format}");
            }

            IReadOnlyList<DecodedValue> values = ContentDecoder.Decode(new ResourcePath(), format, request.Payload, _time.GetUtcNow(), out string problem);
            if (problem != null || values.Count == 0)
            {
                throw new RefusedException(ResponseCode.BadRequest, problem ?? "there are no values in it");
            }

            return (new CoapMessage(ResponseCode.Changed), () => _sent(new SentData(registration, format, request.Payload, values)));
        }
    }
}
