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

        private const int ObserveRegister = 0;
        private const int ObserveCancel = 1;

        private readonly ObjectRegistry _objects;
        private readonly Representation _representation;
        private readonly AccessRights _rights;
        private readonly ServerConnection[] _connections;
        private readonly ManagementRequest _options = new ManagementRequest();

        // That of the request.
        private readonly ResourcePath _path;
        private readonly PathList _paths = new PathList(Limits.MaxObservedPaths);
        private readonly WriteOperation _write = new WriteOperation();
        private readonly ExecuteArguments _arguments = new ExecuteArguments();
        private readonly BlockReceiver _blocks = new BlockReceiver();
        private readonly ContentReader[] _readers;

        private readonly byte[] _digits = new byte[Limits.MaxNumberBytes];

        // The server's, or the operations of the bootstrap server; one of them is null.
        private ServerConnection _connection;
        private BootstrapOperations _bootstrap;
        private CoapMessageLayer _layer;
        private CoapReader _request;
        private LwM2mObject _target;
        private long _now;

        // The whole payload, which may have come in blocks.
        private byte[] _payload;
        private int _payloadOffset;
        private int _payloadLength;

        // The Read-Composite whose paths are in the list, for a request of a further block that does not repeat them.
        private int _fetchKey;
        private CoapMessageLayer _fetchPeer;

        // The instance of the last Create whose payload came in blocks.
        private int _createdId;

        // Whether the answer with its options and payload is in the layer's writer.
        private bool _answered;

        /// <summary>
        /// Creates the part of a client that serves requests.
        /// </summary>
        /// <param name="objects">The objects.</param>
        /// <param name="representation">What writes what is read.</param>
        /// <param name="rights">The rights of the server that is being served.</param>
        /// <param name="connections">The connections of all servers; not copied.</param>
        public DeviceManagement(ObjectRegistry objects, Representation representation, AccessRights rights, ServerConnection[] connections)
        {
            _objects = objects;
            _representation = representation;
            _rights = rights;
            _connections = connections;
            _path = _options.Path;
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

        /// <summary>Gets the path of the last request; the root if it named nothing of this client.</summary>
        public ResourcePath Path => _path;

        /// <summary>
        /// Serves the request that a server's message layer has received and answers it.
        /// </summary>
        /// <param name="connection">The connection, whose incoming message is a request.</param>
        /// <param name="now">The time in milliseconds.</param>
        /// <returns>The code of the answer, or <see cref="CoapCode.Empty"/> if the request was dropped.</returns>
        public int Serve(ServerConnection connection, long now)
        {
            _connection = connection;
            _bootstrap = null;
            _rights.ShortServerId = connection.Server.ShortServerId;
            return Serve(connection.Layer, now);
        }

        /// <summary>
        /// Serves the request that the message layer towards a bootstrap server has received and answers it.
        /// </summary>
        /// <param name="layer">The message layer, whose incoming message is a request.</param>
        /// <param name="operations">What the bootstrap server may do.</param>
        /// <param name="now">The time in milliseconds.</param>
        /// <returns>The code of the answer, or <see cref="CoapCode.Empty"/> if the request was dropped.</returns>
        public int ServeBootstrap(CoapMessageLayer layer, BootstrapOperations operations, long now)
        {
            _connection = null;
            _bootstrap = operations;
            return Serve(layer, now);
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

        private int Serve(CoapMessageLayer layer, long now)
        {
            _layer = layer;
            _request = layer.Incoming;
            _now = now;
            _target = null;
            _answered = false;
            _payload = _request.Buffer;
            _payloadOffset = _request.PayloadOffset;
            _payloadLength = _request.PayloadLength;
            int code = _options.Read(_request);
            if (code == ResponseCode.BadOption && _request.Type == CoapType.NonConfirmable)
            {
                // RFC 7252, section 5.4.1: rejected silently.
                return CoapCode.Empty;
            }

            if (code == CoapCode.Empty && _bootstrap == null)
            {
                if (_options.Observe == ObserveCancel && (_request.Code == CoapCode.Get || _request.Code == CoapCode.Fetch))
                {
                    // Whatever the answer will be (RFC 7641, section 3.6).
                    _connection.Observations.Cancel(_request);
                }

                code = Authorize();
            }

            if (code == CoapCode.Empty)
            {
                code = BlockOption.IsPart(_options.Block1) ? TakeBlock() : TakeWhole();
            }

            // What succeeded with a payload has written its answer already.
            if (!_answered || !ResponseCode.IsSuccess(code))
            {
                CoapWriter answer = _layer.BeginAnswer(code);
                WriteBlock1(answer);
                if (code == ResponseCode.RequestEntityTooLarge)
                {
                    answer.WriteUnsignedOption(CoapOption.Size1, Limits.MaxBodyBytes);
                }
            }

            _layer.SendAnswer();
            return code;
        }

        private int Authorize()
        {
            if (_path.ObjectId == SecurityObject.Id)
            {
                return ResponseCode.Unauthorized;
            }

            if (_options.IsBootstrapPath)
            {
                return ResponseCode.NotFound;
            }

            bool isComposite = _request.Code == CoapCode.Fetch || _request.Code == CoapCode.IPatch;
            if (_path.IsRoot || isComposite)
            {
                return _path.IsRoot && isComposite ? CoapCode.Empty : ResponseCode.MethodNotAllowed;
            }

            _target = _objects.FindShown(_path.ObjectId);
            return _target == null ? ResponseCode.NotFound : CoapCode.Empty;
        }

        private int Dispatch()
        {
            if (_bootstrap != null)
            {
                return DispatchBootstrap();
            }

            switch (_request.Code)
            {
                case CoapCode.Get:
                    return Get();
                case CoapCode.Fetch:
                    return Fetch();
                case CoapCode.IPatch:
                    return WriteComposite();
                case CoapCode.Put:
                    if (_options.HasQuery)
                    {
                        _target.Measure(_now);
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

        private int DispatchBootstrap()
        {
            if (_options.IsBootstrapPath)
            {
                return _request.Code == CoapCode.Post && _path.IsRoot ? _bootstrap.Finish() : ResponseCode.MethodNotAllowed;
            }

            switch (_request.Code)
            {
                case CoapCode.Get:
                    return GetBootstrap();
                case CoapCode.Put:
                    if (_path.IsRoot || _path.ResourceInstanceId != ResourcePath.None)
                    {
                        return ResponseCode.MethodNotAllowed;
                    }

                    ContentReader reader = FindReader();
                    return reader == null
                        ? ResponseCode.UnsupportedContentFormat
                        : _bootstrap.Write(_path, reader, _payload, _payloadOffset, _payloadLength);
                case CoapCode.Delete:
                    return _bootstrap.Delete(_path);
                default:
                    return ResponseCode.MethodNotAllowed;
            }
        }

        private int GetBootstrap()
        {
            int code = ResponseCode.Content;
            if (_options.Accept == ContentFormat.LinkFormat)
            {
                if (_path.InstanceId != ResourcePath.None)
                {
                    return ResponseCode.BadRequest;
                }

                if (!_path.IsRoot && _objects.Find(_path.ObjectId) == null)
                {
                    return ResponseCode.NotFound;
                }

                _representation.SelectBootstrapDiscover(_path);
            }
            else if (!BootstrapOperations.IsReadable(_path))
            {
                return ResponseCode.MethodNotAllowed;
            }
            else
            {
                code = _representation.SelectRead(_objects.Find(_path.ObjectId), _path, _options.Accept);
            }

            _options.Observe = CoapMessageLayer.NoObserve;
            return code == ResponseCode.Content ? Answer(_request.ExchangeKey()) : code;
        }

        private int Get()
        {
            if (IsFirstBlock)
            {
                // Before anything is looked at: what is there can depend on the measurement.
                _target.Measure(_now);
            }

            bool isDiscover = _options.Accept == ContentFormat.LinkFormat;
            int code = isDiscover
                ? _representation.SelectDiscover(_target, _path, _connection.Attributes)
                : _representation.SelectRead(_target, _path, _options.Accept);
            if (code != ResponseCode.Content)
            {
                return code;
            }

            int key = _request.ExchangeKey();
            if (isDiscover)
            {
                // The links are not observed.
                _options.Observe = CoapMessageLayer.NoObserve;
            }

            if (_options.Observe != CoapMessageLayer.NoObserve)
            {
                _fetchKey = 0;
                _paths.Clear();
                _paths.Add(_path);
                return Answer(key, false, _options.Accept);
            }

            return Answer(key);
        }

        private int Fetch()
        {
            int key = _request.ExchangeKey();
            ContentReader reader = FindReader();
            if (reader == null || !reader.IsComposite)
            {
                return ResponseCode.UnsupportedContentFormat;
            }

            bool isContinued = _payloadLength == 0 && !IsFirstBlock && key == _fetchKey && _layer == _fetchPeer;
            if (!isContinued)
            {
                int read = ReadPaths(reader);
                if (read != ResponseCode.Content)
                {
                    return read;
                }

                _fetchKey = key;
                _fetchPeer = _layer;
            }

            for (int i = 0; i < _objects.Count; i++)
            {
                MeasureIfNamed(_objects[i]);
            }

            // The paths belong to what is asked for as the options do.
            key = HashOfPaths(key);
            int accept = _options.Accept == ContentFormat.None ? reader.Format : _options.Accept;
            int code = _representation.SelectComposite(_paths, 0, _paths.Count, accept);
            if (code != ResponseCode.Content)
            {
                return code;
            }

            return _options.Observe == CoapMessageLayer.NoObserve ? Answer(key) : Answer(key, true, accept);
        }

        private int ReadPaths(ContentReader reader)
        {
            _fetchKey = 0;
            _paths.Clear();
            reader.Begin(_payload, _payloadOffset, _payloadLength, _path);
            while (true)
            {
                switch (reader.Next())
                {
                    case ContentEntry.End:
                        return _paths.Count == 0 ? ResponseCode.BadRequest : ResponseCode.Content;
                    case ContentEntry.Name:
                        if (!_paths.Add(reader.Path))
                        {
                            return ResponseCode.RequestEntityTooLarge;
                        }

                        break;
                    default:
                        return ResponseCode.BadRequest;
                }
            }
        }

        private void MeasureIfNamed(LwM2mObject target)
        {
            bool isNamed = false;
            for (int i = 0; i < _paths.Count; i++)
            {
                isNamed |= _paths.IsIn(i, target.ObjectId);
            }

            if (isNamed && IsFirstBlock)
            {
                target.Measure(_now);
            }
        }

        private int HashOfPaths(int hash)
        {
            for (int i = 0; i < _paths.Count; i++)
            {
                hash = Hash.Add(hash, _paths.HashOf(i));
            }

            return hash;
        }

        // The answer to a request that begins an observation of the paths in the list, or has ended it.
        private int Answer(int key, bool isComposite, int format)
        {
            Observations observations = _connection.Observations;
            int index = _options.Observe == ObserveRegister && IsFirstBlock ? observations.Add(_request, key, _paths, isComposite, format, _options.Block2) : -1;
            _options.Observe = index < 0 ? CoapMessageLayer.NoObserve : observations.Sequence(index);
            int code = Answer(key);
            if (index >= 0)
            {
                if (code == ResponseCode.Content)
                {
                    observations.Baseline(index, _now);
                }
                else
                {
                    observations.Cancel(_request);
                }
            }

            return code;
        }

        // Each block that follows belongs to what was measured for the first one.
        private bool IsFirstBlock => _options.Block2 == BlockOption.None || BlockOption.Number(_options.Block2) == 0;

        private int Answer(int key)
        {
            CoapWriter answer = _layer.BeginAnswer(ResponseCode.Content);
            int code = _representation.WriteTo(_layer, answer, key, _options.Observe, _options.Block2, _options.Block1);
            if (answer.Length < 0)
            {
                return ResponseCode.InternalServerError;
            }

            _answered = true;
            return code;
        }

        private void WriteBlock1(CoapWriter answer)
        {
            if (_options.Block1 != BlockOption.None)
            {
                answer.WriteUnsignedOption(CoapOption.Block1, Smaller(_options.Block1));
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

        private int TakeWhole()
        {
            _blocks.Leave(_layer, _request);
            return Dispatch();
        }

        private int TakeBlock()
        {
            bool isPiece = IsPiece();
            if (isPiece && !May(AccessControlObject.WriteRight))
            {
                return ResponseCode.Unauthorized;
            }

            if (!isPiece && _options.BodyBytes > Limits.MaxBodyBytes)
            {
                return ResponseCode.RequestEntityTooLarge;
            }

            int code = _blocks.Take(_layer, _request, _options.Block1, !isPiece, _now);

            // A read is done again where its last block comes again; what was written is not.
            bool isLast = code == CoapCode.Empty || code == ResponseCode.Content;
            if (_blocks.IsRepeated && code == ResponseCode.Created)
            {
                return AnswerCreated(_createdId);
            }

            if (!isLast && (code != ResponseCode.Continue || _blocks.IsRepeated))
            {
                return code;
            }

            if (isPiece)
            {
                code = WritePiece(_blocks.Offset, isLast, code);
            }
            else if (isLast)
            {
                _payload = _blocks.Body;
                _payloadOffset = 0;
                _payloadLength = _blocks.Length;
                code = Dispatch();
                _createdId = _path.InstanceId;
            }

            if (isLast || code != ResponseCode.Continue)
            {
                _blocks.End(code);
            }

            return code;
        }

        private bool May(int right)
        {
            return _rights.Allow(_path.ObjectId, _path.InstanceId, right);
        }

        private int WriteAttributes()
        {
            if (_payloadLength > 0)
            {
                return ResponseCode.BadRequest;
            }

            if (!ReadOperation.Exists(_target, _path))
            {
                return ResponseCode.NotFound;
            }

            if (_path.InstanceId != ResourcePath.None && !May(AccessControlObject.ReadRight))
            {
                return ResponseCode.Unauthorized;
            }

            ResourceType type = _path.ResourceId == ResourcePath.None ? ResourceType.None : Resource.Type(_target.Definition(_path.ResourceId));
            int code = _connection.Attributes.Write(_path, type, _request);
            _connection.Observations.PeriodsChanged(_now);
            return code;
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
            if (!May(AccessControlObject.ExecuteRight))
            {
                return ResponseCode.Unauthorized;
            }

            if (_payloadLength > 0 && _options.Format != ContentFormat.None && _options.Format != ContentFormat.PlainText)
            {
                return ResponseCode.UnsupportedContentFormat;
            }

            return _arguments.Begin(_payload, _payloadOffset, _payloadLength)
                ? _target.Execute(_path.InstanceId, _path.ResourceId, _arguments)
                : ResponseCode.BadRequest;
        }

        private int Write(WriteMode mode)
        {
            if (!_target.HasInstance(_path.InstanceId))
            {
                return ResponseCode.NotFound;
            }

            if (!May(AccessControlObject.WriteRight))
            {
                return ResponseCode.Unauthorized;
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

            if (IsPiece())
            {
                return WritePiece(0, true, CoapCode.Empty);
            }

            ContentReader reader = FindReader();
            if (reader == null)
            {
                return ResponseCode.UnsupportedContentFormat;
            }

            byte[] buffer = _payload;
            int offset = _payloadOffset;
            int length = _payloadLength;
            int code = _write.Check(_target, _path, mode, reader, buffer, offset, length);
            return code == ResponseCode.Changed ? _write.Apply(reader, buffer, offset, length) : code;
        }

        // Whether the request writes a value that its object takes in pieces.
        private bool IsPiece()
        {
            if (_bootstrap != null || _request.Code != CoapCode.Put || _options.HasQuery || _path.ResourceId == ResourcePath.None || _path.ResourceInstanceId != ResourcePath.None)
            {
                return false;
            }

            uint definition = _target.Definition(_path.ResourceId);
            if ((definition & (Resource.Write | Resource.Multiple)) != Resource.Write)
            {
                return false;
            }

            ResourceType type = Resource.Type(definition);
            bool isPlain = (_options.Format == ContentFormat.Opaque && (type == ResourceType.Opaque || type == ResourceType.String))
                || (_options.Format == ContentFormat.PlainText && type == ResourceType.String);
            return isPlain && _target.HasInstance(_path.InstanceId) && _target.TakesPieces(_path.InstanceId, _path.ResourceId);
        }

        private int WritePiece(int valueOffset, bool isLast, int continued)
        {
            int code = _target.WritePiece(
                _path.InstanceId, _path.ResourceId, valueOffset, _payload, _payloadOffset, _payloadLength, isLast);
            if (code != ResponseCode.Changed)
            {
                return code;
            }

            if (isLast)
            {
                _target.Changed(_path.InstanceId, _path.ResourceId);
                return code;
            }

            return continued;
        }

        private int WriteComposite()
        {
            ContentReader reader = FindReader();
            if (reader == null || !reader.IsComposite)
            {
                return ResponseCode.UnsupportedContentFormat;
            }

            int code = _write.CheckComposite(_objects, _path, reader, _payload, _payloadOffset, _payloadLength);
            return code == ResponseCode.Changed ? _write.Apply(reader, _payload, _payloadOffset, _payloadLength) : code;
        }

        private int Create()
        {
            if (!_target.IsCreatable)
            {
                return ResponseCode.MethodNotAllowed;
            }

            if (!_rights.Allow(_path.ObjectId, AccessControlObject.WholeObject, AccessControlObject.CreateRight))
            {
                return ResponseCode.Unauthorized;
            }

            ContentReader reader = FindReader();
            if (reader == null || reader.IsSingleValue)
            {
                return ResponseCode.UnsupportedContentFormat;
            }

            byte[] buffer = _payload;
            int offset = _payloadOffset;
            int length = _payloadLength;

            // The server may name the instance in the payload; else the client does.
            reader.Begin(buffer, offset, length, _path);
            reader.Next();
            int instanceId = reader.Path.InstanceId == ResourcePath.None ? _target.FreeInstanceId() : reader.Path.InstanceId;

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

            if (!_rights.Created(_path.ObjectId, instanceId))
            {
                _target.Delete(instanceId);
                return ResponseCode.ServiceUnavailable;
            }

            return AnswerCreated(instanceId);
        }

        private int AnswerCreated(int instanceId)
        {
            CoapWriter answer = _layer.BeginAnswer(ResponseCode.Created);
            WriteLocation(answer, _path.ObjectId);
            WriteLocation(answer, instanceId);
            WriteBlock1(answer);
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
            if (_path.InstanceId == ResourcePath.None || _path.ResourceId != ResourcePath.None || !_target.IsDeletable)
            {
                return ResponseCode.MethodNotAllowed;
            }

            if (!_target.HasInstance(_path.InstanceId))
            {
                return ResponseCode.NotFound;
            }

            if (!May(AccessControlObject.DeleteRight))
            {
                return ResponseCode.Unauthorized;
            }

            int code = _target.Delete(_path.InstanceId);
            if (code == ResponseCode.Deleted)
            {
                _rights.Deleted(_path.ObjectId, _path.InstanceId);
                for (int i = 0; i < _connections.Length; i++)
                {
                    _connections[i].Attributes.Forget(_path);
                }
            }

            return code;
        }

        private ContentReader FindReader()
        {
            bool resource = _path.ResourceId != ResourcePath.None;
            int format = _options.Format == ContentFormat.LegacyTlv ? ContentFormat.Tlv : _options.Format;
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
