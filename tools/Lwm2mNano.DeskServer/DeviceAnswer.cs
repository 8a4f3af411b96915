using System;
using System.Collections.Generic;
using System.Text;
using Lwm2mNano.Coap;
using Lwm2mNano.Content;
using Lwm2mNano.Objects;

namespace Lwm2mNano.DeskServer
{
    /// <summary>
    /// What became of a request to a device.
    /// </summary>
    public sealed class DeviceAnswer
    {
        internal DeviceAnswer(ResourcePath path, CoapOutcome outcome, CoapMessage response, TimeSpan elapsed, DateTimeOffset receivedAt, int exchanges = 1)
        {
            Path = path;
            Outcome = outcome;
            Elapsed = elapsed;
            ReceivedAt = receivedAt;
            Exchanges = exchanges;
            if (response != null)
            {
                Code = response.Code;
                Format = (int?)response.Unsigned(CoapOption.ContentFormat) ?? ContentFormat.None;
                Payload = response.Payload;
                IReadOnlyList<string> location = response.Texts(CoapOption.LocationPath);
                MaxBytes = Code == ResponseCode.RequestEntityTooLarge ? response.Unsigned(CoapOption.Size1) : null;
                Location = location.Count == 0 ? null : "/" + string.Join('/', location);
            }
        }

        /// <summary>Gets the path that was asked for; the root where it was several.</summary>
        public ResourcePath Path { get; }

        /// <summary>Gets how it ended. The properties below count where it was answered.</summary>
        public CoapOutcome Outcome { get; }

        /// <summary>Gets how long it took, without the wait for its turn.</summary>
        public TimeSpan Elapsed { get; }

        /// <summary>Gets when it ended.</summary>
        public DateTimeOffset ReceivedAt { get; }

        /// <summary>Gets how many exchanges it took: more than one where it went or came in blocks.</summary>
        public int Exchanges { get; }

        /// <summary>Gets whether the device tells the changes from then on.</summary>
        public bool IsObserved { get; internal set; }

        /// <summary>Gets the response's code, one of <see cref="ResponseCode"/>; 0 without a response.</summary>
        public int Code { get; }

        /// <summary>Gets the payload's content format, or <see cref="ContentFormat.None"/>.</summary>
        public int Format { get; } = ContentFormat.None;

        /// <summary>Gets the payload.</summary>
        public byte[] Payload { get; } = Array.Empty<byte>();

        /// <summary>Gets where what was created is, such as <c>/1/2</c>, or <see langword="null"/>.</summary>
        public string Location { get; }

        /// <summary>Gets the most bytes that a device takes that refused a payload as too large, or <see langword="null"/>.</summary>
        public uint? MaxBytes { get; }

        /// <summary>Gets whether the device did what it was asked.</summary>
        public bool IsSuccess => Outcome == CoapOutcome.Answered && ResponseCode.IsSuccess(Code);

        /// <summary>
        /// Gets the values of the payload.
        /// </summary>
        /// <param name="problem">Receives what is wrong with the payload, or <see langword="null"/>.</param>
        /// <returns>The values; none where the payload has none.</returns>
        public IReadOnlyList<DecodedValue> Values(out string problem) =>
            ContentDecoder.Decode(Path, IsSuccess ? Format : ContentFormat.None, Payload, ReceivedAt, out problem);

        /// <summary>
        /// Gets the links of the payload, the answer to Discover.
        /// </summary>
        /// <returns>The links; <see langword="null"/> if the payload has another format or is malformed.</returns>
        public IReadOnlyList<LwM2mLink> Links() =>
            IsSuccess && Format == ContentFormat.LinkFormat ? LwM2mLink.Parse(Encoding.UTF8.GetString(Payload)) : null;

        /// <summary>Gets how it ended as people read it.</summary>
        /// <returns>Such as <c>2.05 Content</c> or <c>no answer</c>.</returns>
        public override string ToString() => Outcome switch
        {
            CoapOutcome.Answered => CoapNames.Code(Code),
            CoapOutcome.TimedOut => "no answer",
            CoapOutcome.Reset => "reset by the device",
            CoapOutcome.BrokenTransfer => "an answer in blocks that do not fit together",
            CoapOutcome.TooLarge => $"an answer of more than {CoapBlock.MaxBodyBytes} bytes",
            CoapOutcome.NotObserved => "not observed",
            CoapOutcome.QueueFull => $"refused: {DeviceQueue.MaxWaiting} requests wait for the device already",
            CoapOutcome.QueueExpired => "expired while it waited for the device",
            CoapOutcome.QueueCleared => "taken out of the queue",
            CoapOutcome.RegistrationEnded => "the registration ended while it waited for the device",
            _ => "not registered",
        };
    }
}
