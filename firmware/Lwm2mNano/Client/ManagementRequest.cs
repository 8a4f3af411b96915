using Lwm2mNano.Coap;
using Lwm2mNano.Content;
using Lwm2mNano.Objects;

namespace Lwm2mNano.Client
{
    /// <summary>
    /// What the options of a server's request say (LwM2M Transport 1.1, section 6.4.5). One instance is used for request after request.
    /// </summary>
    public sealed class ManagementRequest
    {
        private const int MaxFormatBytes = 2;
        private const int MaxObserveBytes = 3;

        private static readonly byte[] s_bootstrap = Ascii.Bytes("bs");

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
        /// Reads the options of a request.
        /// </summary>
        /// <param name="request">The request.</param>
        /// <returns><see cref="CoapCode.Empty"/>, or the code of the answer that refuses it.</returns>
        public int Read(CoapReader request)
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
