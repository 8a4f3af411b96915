using Lwm2mNano.Coap;
using Lwm2mNano.Content;
using Lwm2mNano.Objects;

namespace Lwm2mNano.Client
{
    /// <summary>
    /// Answers a server's requests on the objects (LwM2M Core 1.1, section 6.3; LwM2M Transport 1.1, section 6.4.5).
    /// </summary>
    public sealed class DeviceManagement
    {
        private const int MaxFormatBytes = 2;

        private readonly ObjectRegistry _objects;
        private readonly NotificationAttributes _attributes = new NotificationAttributes();
        private readonly ResourcePath _path = new ResourcePath();
        private readonly ReadOperation _read = new ReadOperation();
        private readonly WriteOperation _write = new WriteOperation();
        private readonly DiscoverOperation _discover = new DiscoverOperation();
        private readonly ExecuteArguments _arguments = new ExecuteArguments();
        private readonly LinkFormatWriter _links = new LinkFormatWriter();
        private readonly ContentWriter[] _writers = { new TlvWriter(), new TextWriter(), new OpaqueWriter() };
        private readonly ContentReader[] _readers = { new TlvReader(), new TextReader(), new OpaqueReader() };

        private readonly byte[] _digits = new byte[Limits.MaxNumberBytes];

        private CoapMessageLayer _layer;
        private CoapReader _request;
        private LwM2mObject _target;
        private int _accept;
        private int _contentFormat;
        private bool _hasQuery;

        // Whether the answer with its options and payload is in the layer's writer.
        private bool _answered;

        /// <summary>
        /// Creates the part of a client that serves requests.
        /// </summary>
        /// <param name="objects">The objects.</param>
        public DeviceManagement(ObjectRegistry objects)
        {
            _objects = objects;
        }

        /// <summary>Gets the path of the last request; the root if it named nothing of this client.</summary>
        public ResourcePath Path => _path;

        /// <summary>
        /// Serves the request that a message layer has received and answers it.
        /// </summary>
        /// <param name="layer">The message layer, whose incoming message is a request.</param>
        /// <returns>The code of the answer, or <see cref="CoapCode.Empty"/> if the request was dropped.</returns>
        public int Serve(CoapMessageLayer layer)
        {
            _layer = layer;
            _request = layer.Incoming;
            _target = null;
            int code = ReadOptions();
            if (code == ResponseCode.BadOption && _request.Type == CoapType.NonConfirmable)
            {
                // RFC 7252, section 5.4.1: rejected silently.
                return CoapCode.Empty;
            }

            if (code == CoapCode.Empty)
            {
                code = Authorize();
            }

            if (code == CoapCode.Empty)
            {
                code = Dispatch();
            }

            // What succeeded with a payload has written its answer already.
            if (!_answered || !ResponseCode.IsSuccess(code))
            {
                layer.BeginAnswer(code);
            }

            layer.SendAnswer();
            return code;
        }

        /// <summary>
        /// Lets the object of the last request do what had to wait for the answer, such as a reboot.
        /// </summary>
        public void Finish()
        {
            if (_target != null)
            {
                _target.Answered();
            }
        }

        private int ReadOptions()
        {
            CoapReader request = _request;
            _answered = false;
            _accept = ContentFormat.None;
            _contentFormat = ContentFormat.None;
            _hasQuery = false;
            _path.Set(ResourcePath.None, ResourcePath.None, ResourcePath.None, ResourcePath.None);
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
                        _hasQuery = true;
                        break;
                    case CoapOption.ContentFormat:
                        if (_contentFormat == ContentFormat.None && request.OptionLength <= MaxFormatBytes)
                        {
                            _contentFormat = (int)request.ReadUnsignedOption();
                        }

                        break;
                    case CoapOption.Accept:
                        // Too long or a second one, it counts as not known (RFC 7252, sections 5.4.3 and 5.4.5), and it is critical.
                        if (_accept != ContentFormat.None || request.OptionLength > MaxFormatBytes)
                        {
                            return ResponseCode.BadOption;
                        }

                        _accept = (int)request.ReadUnsignedOption();
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
                int code = _path.ObjectId == SecurityObject.Id ? ResponseCode.Unauthorized : ResponseCode.NotFound;
                _path.Set(ResourcePath.None, ResourcePath.None, ResourcePath.None, ResourcePath.None);
                return code;
            }

            return CoapCode.Empty;
        }

        // A segment that is no id, or a fifth one, is a path that this client does not have.
        private bool AppendSegment(CoapReader request)
        {
            return NumberText.ReadUnsigned(request.Buffer, request.OptionOffset, request.OptionLength, out long id)
                && id >= 0 && id <= ResourcePath.MaxId && _path.Append((int)id);
        }

        private int Authorize()
        {
            if (_path.ObjectId == SecurityObject.Id)
            {
                return ResponseCode.Unauthorized;
            }

            if (_path.IsRoot)
            {
                return ResponseCode.MethodNotAllowed;
            }

            _target = _objects.Find(_path.ObjectId);
            return _target == null ? ResponseCode.NotFound : CoapCode.Empty;
        }

        private int Dispatch()
        {
            switch (_request.Code)
            {
                case CoapCode.Get:
                    // Before anything is looked at: what is there can depend on the measurement.
                    _target.Refresh();
                    return _accept == ContentFormat.LinkFormat ? Discover() : Read();
                case CoapCode.Put:
                    if (_hasQuery)
                    {
                        _target.Refresh();
                        return WriteAttributes();
                    }

                    return _path.InstanceId == ResourcePath.None ? ResponseCode.MethodNotAllowed : Write(WriteMode.Replace);
                case CoapCode.Post:
                    return Post();
                case CoapCode.Delete:
                    return Delete();
                default:
                    return ResponseCode.MethodNotAllowed;
            }
        }

        private int Read()
        {
            int code = ReadOperation.Check(_target, _path);
            if (code != ResponseCode.Content)
            {
                return code;
            }

            ContentWriter writer = FindWriter();
            if (writer == null)
            {
                return ResponseCode.NotAcceptable;
            }

            CoapWriter answer = _layer.BeginAnswer(ResponseCode.Content);
            answer.WriteUnsignedOption(CoapOption.ContentFormat, _accept == ContentFormat.None ? writer.Format : _accept);
            int offset = answer.BeginPayload();
            writer.Begin(answer.Buffer, offset, answer.Buffer.Length);
            writer.BeginPath(_path);
            code = _read.Run(_target, _path, writer);
            return EndPayload(answer, writer.End(), code);
        }

        private int Discover()
        {
            CoapWriter answer = _layer.BeginAnswer(ResponseCode.Content);
            answer.WriteUnsignedOption(CoapOption.ContentFormat, ContentFormat.LinkFormat);
            _links.Begin(answer.Buffer, answer.BeginPayload(), answer.Buffer.Length);
            int code = _discover.Run(_target, _path, _attributes, _links);
            return EndPayload(answer, _links.End(), code);
        }

        private int EndPayload(CoapWriter answer, int length, int code)
        {
            answer.EndPayload(length);
            if (answer.Length < 0)
            {
                return ResponseCode.InternalServerError;
            }

            _answered = true;
            return code;
        }

        private int WriteAttributes()
        {
            if (_request.PayloadLength > 0)
            {
                return ResponseCode.BadRequest;
            }

            if (!ReadOperation.Exists(_target, _path))
            {
                return ResponseCode.NotFound;
            }

            ResourceType type = _path.ResourceId == ResourcePath.None ? ResourceType.None : Resource.Type(_target.Definition(_path.ResourceId));
            return _attributes.Write(_path, type, _request);
        }

        private int Post()
        {
            if (_path.InstanceId == ResourcePath.None)
            {
                return Create();
            }

            if (_path.ResourceId == ResourcePath.None)
            {
                return Write(WriteMode.Update);
            }

            if (!ReadOperation.Exists(_target, _path))
            {
                return ResponseCode.NotFound;
            }

            uint definition = _target.Definition(_path.ResourceId);
            if (_path.ResourceInstanceId == ResourcePath.None && (definition & Resource.Execute) != 0)
            {
                return Execute();
            }

            // A partial update of a multiple resource adds to its instances (section 6.3.3).
            return _path.ResourceInstanceId == ResourcePath.None && (definition & Resource.Multiple) != 0
                ? Write(WriteMode.Update)
                : ResponseCode.MethodNotAllowed;
        }

        private int Execute()
        {
            if (_request.PayloadLength > 0 && _contentFormat != ContentFormat.None && _contentFormat != ContentFormat.PlainText)
            {
                return ResponseCode.UnsupportedContentFormat;
            }

            return _arguments.Begin(_request.Buffer, _request.PayloadOffset, _request.PayloadLength)
                ? _target.Execute(_path.InstanceId, _path.ResourceId, _arguments)
                : ResponseCode.BadRequest;
        }

        private int Write(WriteMode mode)
        {
            if (!_target.HasInstance(_path.InstanceId))
            {
                return ResponseCode.NotFound;
            }

            if (_path.ResourceId != ResourcePath.None)
            {
                uint definition = _target.Definition(_path.ResourceId);
                if (definition == Resource.NotDefined)
                {
                    return ResponseCode.NotFound;
                }

                if ((definition & Resource.Write) == 0)
                {
                    return ResponseCode.MethodNotAllowed;
                }

                if (_path.ResourceInstanceId != ResourcePath.None && !ReadOperation.HasResourceInstance(_target, definition, _path))
                {
                    return ResponseCode.NotFound;
                }
            }

            ContentReader reader = FindReader();
            if (reader == null)
            {
                return ResponseCode.UnsupportedContentFormat;
            }

            byte[] buffer = _request.Buffer;
            int offset = _request.PayloadOffset;
            int length = _request.PayloadLength;
            int code = _write.Check(_target, _path, mode, reader, buffer, offset, length);
            return code == ResponseCode.Changed ? _write.Apply(reader, buffer, offset, length) : code;
        }

        private int Create()
        {
            if (!_target.IsCreatable)
            {
                return ResponseCode.MethodNotAllowed;
            }

            ContentReader reader = FindReader();
            if (reader == null || reader.IsSingleValue)
            {
                return ResponseCode.UnsupportedContentFormat;
            }

            byte[] buffer = _request.Buffer;
            int offset = _request.PayloadOffset;
            int length = _request.PayloadLength;

            // The server may name the instance in the payload; else the client does.
            reader.Begin(buffer, offset, length, _path);
            int instanceId = _target.FreeInstanceId();
            if (reader.Next() == ContentEntry.Instance)
            {
                instanceId = reader.Path.InstanceId;
            }

            if (_target.HasInstance(instanceId))
            {
                return ResponseCode.BadRequest;
            }

            _path.InstanceId = instanceId;
            int code = _write.Check(_target, _path, WriteMode.Create, reader, buffer, offset, length);
            if (code != ResponseCode.Changed)
            {
                return code;
            }

            code = _target.Create(instanceId);
            if (code != ResponseCode.Created)
            {
                return code;
            }

            code = _write.Apply(reader, buffer, offset, length);
            if (code != ResponseCode.Changed)
            {
                _target.Delete(instanceId);
                return code;
            }

            CoapWriter answer = _layer.BeginAnswer(ResponseCode.Created);
            WriteLocation(answer, _path.ObjectId);
            WriteLocation(answer, instanceId);
            _answered = true;
            return ResponseCode.Created;
        }

        private void WriteLocation(CoapWriter answer, int id)
        {
            int length = NumberText.WriteUnsigned(_digits, 0, _digits.Length, id);
            answer.WriteOption(CoapOption.LocationPath, _digits, 0, length);
        }

        private int Delete()
        {
            if (_path.InstanceId == ResourcePath.None || _path.ResourceId != ResourcePath.None || !_target.IsCreatable)
            {
                return ResponseCode.MethodNotAllowed;
            }

            if (!_target.HasInstance(_path.InstanceId))
            {
                return ResponseCode.NotFound;
            }

            int code = _target.Delete(_path.InstanceId);
            if (code == ResponseCode.Deleted)
            {
                _attributes.Forget(_path);
            }

            return code;
        }

        // The preferred format where the server accepts any: text or octets for one value, TLV for more.
        private ContentWriter FindWriter()
        {
            uint definition = _path.ResourceId == ResourcePath.None ? Resource.NotDefined : _target.Definition(_path.ResourceId);
            bool single = definition != Resource.NotDefined
                && (_path.ResourceInstanceId != ResourcePath.None || (definition & Resource.Multiple) == 0);
            ResourceType type = Resource.Type(definition);
            int format = _accept == ContentFormat.LegacyTlv ? ContentFormat.Tlv : _accept;
            if (format == ContentFormat.None)
            {
                format = !single ? ContentFormat.Tlv : type == ResourceType.Opaque ? ContentFormat.Opaque : ContentFormat.PlainText;
            }

            for (int i = 0; i < _writers.Length; i++)
            {
                ContentWriter writer = _writers[i];
                if (writer.Format == format)
                {
                    return !writer.IsSingleValue || (single && writer.Supports(type)) ? writer : null;
                }
            }

            return null;
        }

        private ContentReader FindReader()
        {
            bool resource = _path.ResourceId != ResourcePath.None;
            int format = _contentFormat == ContentFormat.LegacyTlv ? ContentFormat.Tlv : _contentFormat;
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
    }
}
