using Lwm2mNano.Coap;
using Lwm2mNano.Content;
using Lwm2mNano.Objects;

namespace Lwm2mNano.Client
{
    /// <summary>
    /// What a Read, a Discover or a Read-Composite gives, in a message: written straight into it where it fits, else kept whole in a
    /// buffer and given in blocks (Block2, RFC 7959, section 2.4), under an ETag that is a hash of it. What is kept serves the blocks
    /// that follow, so that they belong together though values change; when something else has taken the buffer, it is made anew, and the
    /// ETag says whether it is still the same.
    /// </summary>
    public sealed class Representation
    {
        private const int ETagBytes = 4;

        private static readonly byte[] s_resourceType = Ascii.Bytes("rt");
        private static readonly byte[] s_lwm2m = Ascii.Bytes("\"oma.lwm2m\"");
        private static readonly byte[] s_contentTypes = Ascii.Bytes("ct");
        private static readonly byte[] s_quote = Ascii.Bytes("\"");
        private static readonly byte[] s_space = Ascii.Bytes(" ");

        private readonly ObjectRegistry _objects;
        private readonly AccessRights _rights;
        private readonly ReadOperation _read;
        private readonly DiscoverOperation _discover = new DiscoverOperation();
        private readonly LinkFormatWriter _links = new LinkFormatWriter();

        // In rising order of their numbers, as they are announced.
        private readonly ContentWriter[] _writers;

        private readonly ResourcePath _path = new ResourcePath();
        private readonly byte[] _body = new byte[Limits.MaxRepresentationBytes];
        private readonly byte[] _tag = new byte[ETagBytes];
        private int _bodyLength;
        private int _bodyCode;

        // Whose the body is: that of the answers to a peer's requests of one kind, or of an own request that is under way.
        private CoapMessageLayer _peer;
        private int _key;
        private CoapMessageLayer _sender;
        private int _senderExchange;

        // What is given.
        private LwM2mObject _target;
        private NotificationAttributes _attributes;
        private PathList _paths;
        private int _first;
        private int _count;
        private ContentWriter _writer;
        private int _format;

        /// <summary>
        /// Creates it, with a writer for each format. Allocates its buffer.
        /// </summary>
        /// <param name="objects">The objects.</param>
        /// <param name="rights">The rights of the server that is being served.</param>
        public Representation(ObjectRegistry objects, AccessRights rights)
        {
            _objects = objects;
            _rights = rights;
            _read = new ReadOperation(rights);
            PackWriter = new SenMlCborWriter();
            _writers = new ContentWriter[]
            {
                new TextWriter(),
                new OpaqueWriter(),
                new CborWriter(),
                new SenMlJsonWriter(),
                PackWriter,
                new TlvWriter(),
            };
        }

        /// <summary>Gets the writer of SenML CBOR, for whoever needs it while nothing is represented.</summary>
        public SenMlCborWriter PackWriter { get; }

        /// <summary>Gets a hash of the payload that was written last, all blocks of it.</summary>
        public int PayloadHash { get; private set; }

        /// <summary>
        /// Chooses a Read.
        /// </summary>
        /// <param name="target">The object that the path names.</param>
        /// <param name="path">An object, an instance, a resource or a resource instance; copied.</param>
        /// <param name="accept">The content format asked for, or <see cref="ContentFormat.None"/>.</param>
        /// <returns><see cref="ResponseCode.Content"/> if it can be written, else the code to answer.</returns>
        public int SelectRead(LwM2mObject target, ResourcePath path, int accept)
        {
            int code = ReadOperation.Check(target, path);
            if (code != ResponseCode.Content)
            {
                return code;
            }

            if (!MayRead(target, path))
            {
                return ResponseCode.Unauthorized;
            }

            _target = target;
            _path.CopyFrom(path);
            _attributes = null;
            _paths = null;
            _writer = FindWriter(accept);
            _format = accept == ContentFormat.None && _writer != null ? _writer.Format : accept;
            return _writer == null ? ResponseCode.NotAcceptable : ResponseCode.Content;
        }

        /// <summary>
        /// Chooses a Discover.
        /// </summary>
        /// <param name="target">The object that the path names.</param>
        /// <param name="path">An object, an instance or a resource; copied.</param>
        /// <param name="attributes">The attributes of the asking server.</param>
        /// <returns>As <see cref="SelectRead"/>.</returns>
        public int SelectDiscover(LwM2mObject target, ResourcePath path, NotificationAttributes attributes)
        {
            int code = DiscoverOperation.Check(target, path);
            _target = target;
            _path.CopyFrom(path);
            _attributes = attributes;
            _paths = null;
            _format = ContentFormat.LinkFormat;
            return code;
        }

        /// <summary>
        /// Chooses a Bootstrap-Discover (section 6.1.7.3).
        /// </summary>
        /// <param name="path">The root or an object; copied.</param>
        public void SelectBootstrapDiscover(ResourcePath path)
        {
            _target = null;
            _path.CopyFrom(path);
            _attributes = null;
            _paths = null;
            _format = ContentFormat.LinkFormat;
        }

        /// <summary>
        /// Chooses a Read-Composite: what of the paths exists and is readable.
        /// </summary>
        /// <param name="paths">The list that holds the paths; not copied.</param>
        /// <param name="first">The first of them.</param>
        /// <param name="count">How many.</param>
        /// <param name="accept">The content format asked for.</param>
        /// <returns>As <see cref="SelectRead"/>.</returns>
        public int SelectComposite(PathList paths, int first, int count, int accept)
        {
            _target = null;
            _attributes = null;
            _paths = paths;
            _first = first;
            _count = count;
            _format = accept;
            _writer = WriterOf(accept);
            return _writer == null || !_writer.IsComposite ? ResponseCode.NotAcceptable : ResponseCode.Content;
        }

        /// <summary>
        /// Writes the answer's options and the payload, or a block of it.
        /// </summary>
        /// <param name="peer">Where the message goes.</param>
        /// <param name="message">The message, with nothing behind its token.</param>
        /// <param name="key">A hash of the request, the same for each block and for the notifications of an observation.</param>
        /// <param name="observe">The value of the Observe option, or <see cref="CoapMessageLayer.NoObserve"/>.</param>
        /// <param name="block2">The value of the request's Block2 option, or <see cref="BlockOption.None"/>.</param>
        /// <param name="block1">The Block1 option of the answer, where the request came in blocks, or <see cref="BlockOption.None"/>.</param>
        /// <returns><see cref="ResponseCode.Content"/>, or the code to answer instead.</returns>
        public int WriteTo(CoapMessageLayer peer, CoapWriter message, int key, int observe, int block2, int block1)
        {
            int number = 0;
            int exponent = Limits.BlockSizeExponent;
            if (block2 != BlockOption.None)
            {
                number = BlockOption.Number(block2);
                exponent = BlockOption.Exponent(block2) < exponent ? BlockOption.Exponent(block2) : exponent;
            }

            int size = BlockOption.Size(exponent);
            if (number == 0)
            {
                message.Mark();
                int code = WriteWhole(message, observe, block1, size, out bool fits);
                if (fits)
                {
                    return code;
                }

                message.Rewind();
            }

            if (IsLent)
            {
                return ResponseCode.ServiceUnavailable;
            }

            if (number == 0 || _peer != peer || _key != key)
            {
                _peer = peer;
                _key = key;
                _bodyLength = Render(_body, 0, _body.Length);
                if (_bodyLength < 0)
                {
                    _peer = null;
                    return ResponseCode.InternalServerError;
                }

                SetTag(Hash.Add(Hash.Empty, _body, 0, _bodyLength));
            }

            // The exponent may have shrunk in the middle: the offset is that of the block asked for.
            int offset = number == 0 ? 0 : BlockOption.Offset(block2);
            if (offset >= _bodyLength && number > 0)
            {
                return ResponseCode.BadOption;
            }

            bool more = _bodyLength - offset > size;
            message.WriteOption(CoapOption.ETag, _tag, 0, ETagBytes);
            WriteFormat(message, observe);
            message.WriteUnsignedOption(CoapOption.Block2, BlockOption.Make(offset / size, more, exponent));
            WriteBlock1(message, block1);
            if (number == 0)
            {
                message.WriteUnsignedOption(CoapOption.Size2, _bodyLength);
            }

            message.WritePayload(_body, offset, more ? size : _bodyLength - offset);
            return _bodyCode;
        }

        /// <summary>
        /// Writes a registration's links behind the options of a request: into it, or into the buffer, to be sent in blocks.
        /// </summary>
        /// <param name="peer">Where the request goes.</param>
        /// <param name="request">The request, begun.</param>
        /// <param name="now">The time in milliseconds.</param>
        /// <returns>Whether the request was sent.</returns>
        public bool SendLinks(CoapMessageLayer peer, CoapWriter request, long now)
        {
            int position = request.BeginPayload();
            _links.Begin(request.Buffer, position, position + Limits.MaxBlockBytes < request.Buffer.Length ? position + Limits.MaxBlockBytes : request.Buffer.Length);
            WriteLinks();
            int length = _links.End();
            if (length >= 0)
            {
                request.EndPayload(length);
                return peer.SendRequest(now);
            }

            request.EndPayload(0);
            if (IsLent)
            {
                return false;
            }

            _links.Begin(_body, 0, _body.Length);
            WriteLinks();
            length = _links.End();
            if (length < 0 || !peer.SendRequest(_body, length, now))
            {
                return false;
            }

            _peer = null;
            _sender = peer;
            _senderExchange = peer.Exchange;
            return true;
        }

        // Whether the buffer holds the body of an own request that is still being sent.
        private bool IsLent => _sender != null && _sender.IsRequestOutstanding && _sender.Exchange == _senderExchange;

        // The formats beyond text and octets, which every client has, are announced (LwM2M Core 1.1, section 6.2.1).
        private void WriteLinks()
        {
            _links.WriteRoot();
            _links.WriteAttribute(s_resourceType);
            _links.WriteText(s_lwm2m);
            _links.WriteAttribute(s_contentTypes);
            byte[] separator = s_quote;
            for (int i = 0; i < _writers.Length; i++)
            {
                if (_writers[i].Format > ContentFormat.Opaque)
                {
                    _links.WriteText(separator);
                    _links.WriteInteger(_writers[i].Format);
                    separator = s_space;
                }
            }

            _links.WriteText(s_quote);
            _objects.WriteLinks(_links);
        }

        private int WriteWhole(CoapWriter message, int observe, int block1, int size, out bool fits)
        {
            WriteFormat(message, observe);
            WriteBlock1(message, block1);
            int offset = message.BeginPayload();
            int limit = message.Buffer.Length - offset < size ? message.Buffer.Length : offset + size;
            int length = Render(message.Buffer, offset, limit);
            fits = length >= 0;
            if (fits)
            {
                message.EndPayload(length);
                PayloadHash = Hash.Add(Hash.Empty, message.Buffer, offset, length);
            }

            return _bodyCode;
        }

        private void WriteFormat(CoapWriter message, int observe)
        {
            if (observe != CoapMessageLayer.NoObserve)
            {
                message.WriteUnsignedOption(CoapOption.Observe, observe);
            }

            message.WriteUnsignedOption(CoapOption.ContentFormat, _format);
        }

        private static void WriteBlock1(CoapWriter message, int block1)
        {
            if (block1 != BlockOption.None)
            {
                message.WriteUnsignedOption(CoapOption.Block1, block1);
            }
        }

        private void SetTag(int hash)
        {
            PayloadHash = hash;
            for (int i = 0; i < ETagBytes; i++)
            {
                _tag[i] = (byte)(hash >> (8 * i));
            }
        }

        private int Render(byte[] buffer, int offset, int limit)
        {
            if (_format == ContentFormat.LinkFormat)
            {
                _links.Begin(buffer, offset, limit);
                if (_target == null)
                {
                    _discover.RunBootstrap(_objects, _path, _links);
                }
                else
                {
                    _discover.Run(_target, _path, _attributes, _links);
                }

                _bodyCode = ResponseCode.Content;
                return _links.End();
            }

            _writer.Begin(buffer, offset, limit);
            if (_paths == null)
            {
                _writer.BeginPath(_path);
                _bodyCode = _read.Run(_target, _path, _writer);
            }
            else
            {
                _bodyCode = ResponseCode.Content;
                for (int i = 0; i < _count; i++)
                {
                    _paths.CopyTo(_first + i, _path);
                    RenderPath();
                }
            }

            return _writer.End();
        }

        private void RenderPath()
        {
            if (!_path.IsRoot)
            {
                RenderObject(_objects.FindShown(_path.ObjectId));
                return;
            }

            for (int i = 0; i < _objects.Count; i++)
            {
                _path.ObjectId = _objects[i].ObjectId;
                RenderObject(_objects.FindShown(_path.ObjectId));
            }
        }

        private void RenderObject(LwM2mObject target)
        {
            if (target != null && target.ObjectId != SecurityObject.Id && MayRead(target, _path) && ReadOperation.Check(target, _path) == ResponseCode.Content)
            {
                _writer.BeginPath(_path);
                _read.Run(target, _path, _writer);
            }
        }

        // Of an object as a whole, one of its instances at least.
        private bool MayRead(LwM2mObject target, ResourcePath path)
        {
            if (path.InstanceId != ResourcePath.None)
            {
                return _rights.Allow(target.ObjectId, path.InstanceId, AccessControlObject.ReadRight);
            }

            bool may = target.InstanceCount == 0;
            for (int i = 0; i < target.InstanceCount; i++)
            {
                may |= _rights.Allow(target.ObjectId, target.InstanceIdAt(i), AccessControlObject.ReadRight);
            }

            return may;
        }

        // The preferred format where the server accepts any: text or octets for one value, TLV for more.
        private ContentWriter FindWriter(int accept)
        {
            uint definition = _path.ResourceId == ResourcePath.None ? Resource.NotDefined : _target.Definition(_path.ResourceId);
            bool single = definition != Resource.NotDefined
                && (_path.ResourceInstanceId != ResourcePath.None || (definition & Resource.Multiple) == 0);
            ResourceType type = Resource.Type(definition);
            int format = accept;
            if (format == ContentFormat.None)
            {
                format = !single ? ContentFormat.Tlv : type == ResourceType.Opaque ? ContentFormat.Opaque : ContentFormat.PlainText;
            }

            ContentWriter writer = WriterOf(format);
            return writer == null || !writer.IsSingleValue || (single && writer.Supports(type)) ? writer : null;
        }

        private ContentWriter WriterOf(int format)
        {
            format = format == ContentFormat.LegacyTlv ? ContentFormat.Tlv : format;
            for (int i = 0; i < _writers.Length; i++)
            {
                if (_writers[i].Format == format)
                {
                    return _writers[i];
                }
            }

            return null;
        }
    }
}
