using Lwm2mNano.Coap;
using Lwm2mNano.Content;
using Lwm2mNano.Objects;

namespace Lwm2mNano.Client
{
    /// <summary>
    /// The request that is being served: whom it is from, what its options say (LwM2M Transport 1.1, section 6.4.5), its whole payload. One
    /// instance is used for request after request.
    /// </summary>
    public sealed class ManagementRequest
    {
        private const int MaxFormatBytes = 2;
        private const int MaxObserveBytes = 3;

        private static readonly byte[] s_bootstrap = Ascii.Bytes("bs");

        private readonly ContentReader[] _readers;

        /// <summary>
        /// Creates it, with a reader for each format.
        /// </summary>
        public ManagementRequest()
        {
            byte[] decoded = new byte[Limits.MaxDecodedBytes];
            _readers = new ContentReader[]
            {
                new TlvReader(),
                new TextReader(decoded),
                new OpaqueReader(),
                new CborReader(),
                new SenMlJsonReader(decoded),
                new SenMlCborReader(),
            };
        }

        /// <summary>Gets the connection of the server, or <see langword="null"/> for a bootstrap server.</summary>
        public ServerConnection Connection { get; private set; }

        /// <summary>Gets the message layer towards the server.</summary>
        public CoapMessageLayer Layer { get; private set; }

        /// <summary>Gets the message.</summary>
        public CoapReader Message { get; private set; }

        /// <summary>Gets when it came, in milliseconds.</summary>
        public long Now { get; private set; }

        /// <summary>Gets or sets the object that the path names, or <see langword="null"/>.</summary>
        public LwM2mObject Target { get; set; }

        /// <summary>Gets or sets whether the answer with its options and payload is in the layer's writer.</summary>
        public bool IsAnswered { get; set; }

        /// <summary>Gets the buffer that holds the payload.</summary>
        public byte[] Payload { get; private set; }

        /// <summary>Gets where the payload starts.</summary>
        public int PayloadOffset { get; private set; }

        /// <summary>Gets the payload's length in bytes.</summary>
        public int PayloadLength { get; private set; }

        /// <summary>Gets the path; the root if it named nothing of this client.</summary>
        public ResourcePath Path { get; } = new ResourcePath();

        /// <summary>Gets whether the path is that of a Bootstrap-Finish.</summary>
        public bool IsBootstrapPath { get; private set; }

        /// <summary>Gets the Accept option, or <see cref="ContentFormat.None"/>.</summary>
        public int Accept { get; private set; }

        /// <summary>Gets the Content-Format option, or <see cref="ContentFormat.None"/>.</summary>
        public int Format { get; private set; }

        /// <summary>Gets or sets the Observe option, or <see cref="CoapMessageLayer.NoObserve"/>.</summary>
        public int Observe { get; set; }

        /// <summary>Gets the Block1 option, or <see cref="BlockOption.None"/>.</summary>
        public int Block1 { get; private set; }

        /// <summary>Gets how long the body is that comes in blocks, in bytes, as the Size1 option says; 0 if it does not.</summary>
        public long BodyBytes { get; private set; }

        /// <summary>Gets the Block2 option, or <see cref="BlockOption.None"/>.</summary>
        public int Block2 { get; private set; }

        /// <summary>Gets whether there is a Uri-Query option.</summary>
        public bool HasQuery { get; private set; }

        /// <summary>
        /// Takes a request that has arrived.
        /// </summary>
        /// <param name="connection">The connection of the server, or <see langword="null"/> for a bootstrap server.</param>
        /// <param name="layer">The message layer, whose incoming message it is.</param>
        /// <param name="now">The time in milliseconds.</param>
        /// <returns><see cref="CoapCode.Empty"/>, or the code of the answer that refuses it.</returns>
        public int Begin(ServerConnection connection, CoapMessageLayer layer, long now)
        {
            Connection = connection;
            Layer = layer;
            Message = layer.Incoming;
            Now = now;
            Target = null;
            IsAnswered = false;
            Payload = Message.Buffer;
            PayloadOffset = Message.PayloadOffset;
            PayloadLength = Message.PayloadLength;
            return ReadOptions(Message);
        }

        /// <summary>
        /// Takes the body that has come in blocks as the payload.
        /// </summary>
        /// <param name="body">The buffer that holds it from its first byte.</param>
        /// <param name="length">Its length in bytes.</param>
        public void TakeBody(byte[] body, int length)
        {
            Payload = body;
            PayloadOffset = 0;
            PayloadLength = length;
        }

        /// <summary>
        /// Finds the reader of the payload's format.
        /// </summary>
        /// <returns>The reader, or <see langword="null"/> if the format cannot be read at the level of the path.</returns>
        public ContentReader FindReader()
        {
            bool resource = Path.ResourceId != ResourcePath.None;
            int format = Format == ContentFormat.LegacyTlv ? ContentFormat.Tlv : Format;
            if (format == ContentFormat.None)
            {
                format = resource ? ContentFormat.PlainText : ContentFormat.Tlv;
            }

            for (int i = 0; i < _readers.Length; i++)
            {
                ContentReader reader = _readers[i];
                if (reader.Format == format)
                {
                    return resource || !reader.IsSingleValue ? reader : null;
                }
            }

            return null;
        }

        /// <summary>
        /// Writes the Block1 option of an answer, where the request has one.
        /// </summary>
        /// <param name="answer">The answer.</param>
        public void WriteBlock1(CoapWriter answer)
        {
            if (Block1 != BlockOption.None)
            {
                answer.WriteUnsignedOption(CoapOption.Block1, Smaller(Block1));
            }
        }

        // The same block, with a size that the rest may come in.
        private static int Smaller(int block)
        {
            int exponent = BlockOption.Exponent(block);
            return exponent <= Limits.BlockSizeExponent
                ? block
                : BlockOption.Make(BlockOption.Number(block), BlockOption.HasMore(block), Limits.BlockSizeExponent);
        }

        private int ReadOptions(CoapReader request)
        {
            Accept = ContentFormat.None;
            Format = ContentFormat.None;
            HasQuery = false;
            IsBootstrapPath = false;
            Observe = CoapMessageLayer.NoObserve;
            Block1 = BlockOption.None;
            Block2 = BlockOption.None;
            BodyBytes = 0;
            Path.Set(ResourcePath.None, ResourcePath.None, ResourcePath.None, ResourcePath.None);
            bool found = true;
            request.RewindOptions();
            while (request.NextOption())
            {
                switch (request.OptionNumber)
                {
                    case CoapOption.UriPath:
                        found = found && AppendSegment(request);
                        break;
                    case CoapOption.UriQuery:
                        HasQuery = true;
                        break;
                    case CoapOption.ContentFormat:
                        if (Format == ContentFormat.None && request.OptionLength <= MaxFormatBytes)
                        {
                            Format = (int)request.ReadUnsignedOption();
                        }

                        break;
                    case CoapOption.Accept:
                        // Too long or a second one, it counts as not known (RFC 7252, sections 5.4.3 and 5.4.5), and it is critical.
                        if (Accept != ContentFormat.None || request.OptionLength > MaxFormatBytes)
                        {
                            return ResponseCode.BadOption;
                        }

                        Accept = (int)request.ReadUnsignedOption();
                        break;
                    case CoapOption.Observe:
                        if (request.OptionLength <= MaxObserveBytes)
                        {
                            Observe = (int)request.ReadUnsignedOption();
                        }

                        break;
                    case CoapOption.Block1:
                        Block1 = BlockOption.Read(request);
                        if (Block1 == BlockOption.None)
                        {
                            return ResponseCode.BadRequest;
                        }

                        break;
                    case CoapOption.Block2:
                        Block2 = BlockOption.Read(request);
                        if (Block2 == BlockOption.None)
                        {
                            return ResponseCode.BadRequest;
                        }

                        break;
                    case CoapOption.Size1:
                        BodyBytes = request.ReadUnsignedOption();
                        break;
                    case CoapOption.UriHost:
                    case CoapOption.UriPort:
                        break;
                    case CoapOption.ProxyUri:
                    case CoapOption.ProxyScheme:
                        return ResponseCode.ProxyingNotSupported;
                    default:
                        if (CoapOption.IsCritical(request.OptionNumber))
                        {
                            return ResponseCode.BadOption;
                        }

                        break;
                }
            }

            if (!found)
            {
                // Object 0 does not tell what is below it, not even that it cannot be.
                int code = Path.ObjectId == SecurityObject.Id ? ResponseCode.Unauthorized : ResponseCode.NotFound;
                Path.Set(ResourcePath.None, ResourcePath.None, ResourcePath.None, ResourcePath.None);
                return code;
            }

            return CoapCode.Empty;
        }

        // A segment that is no id, or a fifth one, is a path that this client does not have.
        private bool AppendSegment(CoapReader request)
        {
            if (IsBootstrapSegment(request))
            {
                IsBootstrapPath = Path.IsRoot && !IsBootstrapPath;
                return IsBootstrapPath;
            }

            return NumberText.ReadUnsigned(request.Buffer, request.OptionOffset, request.OptionLength, out long id)
                && id >= 0 && id <= ResourcePath.MaxId && Path.Append((int)id);
        }

        private static bool IsBootstrapSegment(CoapReader request)
        {
            if (request.OptionLength != s_bootstrap.Length)
            {
                return false;
            }

            for (int i = 0; i < s_bootstrap.Length; i++)
            {
                if (request.Buffer[request.OptionOffset + i] != s_bootstrap[i])
                {
                    return false;
                }
            }

            return true;
        }
    }
}
