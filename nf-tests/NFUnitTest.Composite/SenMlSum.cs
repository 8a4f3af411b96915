using Lwm2mNano.Coap;
using Lwm2mNano.Content;
using Lwm2mNano.Objects;

namespace NFUnitTest
{
    /// <summary>The integers of packs of SenML CBOR, counted and added up.</summary>
    internal sealed class SenMlSum
    {
        private readonly SenMlCborReader _reader = new SenMlCborReader();
        private readonly ResourceValue _value = new ResourceValue();

        /// <summary>Gets how many there were.</summary>
        public int Count { get; private set; }

        /// <summary>Gets their sum.</summary>
        public long Total { get; private set; }

        /// <summary>Adds those of a message's payload, which has nothing else.</summary>
        public void Add(CoapReader message)
        {
            _reader.Begin(message.Buffer, message.PayloadOffset, message.PayloadLength, new ResourcePath());
            ContentEntry entry;
            while ((entry = _reader.Next()) == ContentEntry.Value)
            {
                Check.True(_reader.ReadValue(ResourceType.Integer, _value));
                Count++;
                Total += _value.Integer;
            }

            Check.True(entry == ContentEntry.End);
        }
    }
}
