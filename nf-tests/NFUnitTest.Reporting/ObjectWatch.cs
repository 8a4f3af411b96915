using Lwm2mNano.Coap;

namespace NFUnitTest
{
    /// <summary>
    /// A server that observes one resource of a client, and tells when the client says that it has changed.
    /// </summary>
    internal sealed class ObjectWatch
    {
        private readonly ClientFixture _fixture;

        /// <summary>Observes a resource.</summary>
        public ObjectWatch(ClientFixture fixture, string path)
        {
            _fixture = fixture;
            CoapWriter writer = fixture.BeginRequest(CoapType.Confirmable, CoapCode.Get);
            writer.WriteUnsignedOption(CoapOption.Observe, 0);
            string[] segments = path.Substring(1).Split('/');
            for (int i = 0; i < segments.Length; i++)
            {
                byte[] segment = Hex.Ascii(segments[i]);
                writer.WriteOption(CoapOption.UriPath, segment, 0, segment.Length);
            }

            Check.Doing = path;
            Check.Is(205, fixture.Exchange(writer));
        }

        /// <summary>Lets time pass in which the client says nothing.</summary>
        public void ExpectSilence(int seconds)
        {
            _fixture.Run(seconds);
            _fixture.ExpectSilence();
        }

        /// <summary>Lets time pass after which the client says that.</summary>
        public void ExpectText(int seconds, string text)
        {
            Run(seconds);
            Check.Is(text, _fixture.PayloadText);
        }

        /// <summary>Lets time pass after which the client says that, by TLV.</summary>
        public void ExpectTlv(int seconds, string hex)
        {
            Run(seconds);
            Hex.AreEqual(hex, Hex.Bytes(_fixture.PayloadHex));
        }

        private void Run(int seconds)
        {
            _fixture.Run(seconds);
            _fixture.TakeMessage();
            Check.Is(CoapType.NonConfirmable, _fixture.Answer.Type);
            Check.Is(69, _fixture.Answer.Code);
            _fixture.ExpectSilence();
        }
    }
}
