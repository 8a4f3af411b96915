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
        private const int ObserveCancel = 1;

        private readonly ObjectRegistry _objects;
        private readonly AccessRights _rights;
        private readonly ManagementRequest _request = new ManagementRequest();
        private readonly ReadRequests _reads;
        private readonly WriteRequests _writes;
        private readonly BlockReceiver _blocks = new BlockReceiver();

        // What the bootstrap server may do, while it is the one that is served.
        private BootstrapOperations _bootstrap;

        // The instance of the last Create whose payload came in blocks.
        private int _createdId;

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
            _rights = rights;
            _reads = new ReadRequests(_request, objects, representation);
            _writes = new WriteRequests(_request, objects, rights, connections);
        }

        /// <summary>Gets the path of the last request; the root if it named nothing of this client.</summary>
        public ResourcePath Path => _request.Path;

        /// <summary>
        /// Serves the request that a server's message layer has received and answers it.
        /// </summary>
        /// <param name="connection">The connection, whose incoming message is a request.</param>
        /// <param name="now">The time in milliseconds.</param>
        /// <returns>The code of the answer, or <see cref="CoapCode.Empty"/> if the request was dropped.</returns>
        public int Serve(ServerConnection connection, long now)
        {
            _bootstrap = null;
            _rights.ShortServerId = connection.Server.ShortServerId;
            return Serve(connection, connection.Layer, now);
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
            _bootstrap = operations;
            _rights.ShortServerId = AccessControlObject.BootstrapOwner;
            return Serve(null, layer, now);
        }

        /// <summary>
        /// Lets the object of the last request do what had to wait for the answer, such as a reboot.
        /// </summary>
        public void Finish()
        {
            if (_request.Target != null)
            {
                _request.Target.Answered();
            }
        }

        private int Serve(ServerConnection connection, CoapMessageLayer layer, long now)
        {
            int code = _request.Begin(connection, layer, now);
            if (code == ResponseCode.BadOption && _request.Message.Type == CoapType.NonConfirmable)
            {
                // RFC 7252, section 5.4.1: rejected silently.
                return CoapCode.Empty;
            }

            if (code == CoapCode.Empty && _bootstrap == null)
            {
                if (_request.Observe == ObserveCancel && (_request.Message.Code == CoapCode.Get || _request.Message.Code == CoapCode.Fetch))
                {
                    // Whatever the answer will be (RFC 7641, section 3.6).
                    _request.Connection.Observations.Cancel(_request.Message);
                }

                code = Authorize();
            }

            if (code == CoapCode.Empty)
            {
                code = BlockOption.IsPart(_request.Block1) ? TakeBlock() : TakeWhole();
            }

            // What succeeded with a payload has written its answer already.
            if (!_request.IsAnswered || !ResponseCode.IsSuccess(code))
            {
                CoapWriter answer = _request.Layer.BeginAnswer(code);
                _request.WriteBlock1(answer);
                if (code == ResponseCode.RequestEntityTooLarge)
                {
                    answer.WriteUnsignedOption(CoapOption.Size1, Limits.MaxBodyBytes);
                }
            }

            _request.Layer.SendAnswer();
            return code;
        }

        private int Authorize()
        {
            if (_request.Path.ObjectId == SecurityObject.Id)
            {
                return ResponseCode.Unauthorized;
            }

            if (_request.IsBootstrapPath)
            {
                return ResponseCode.NotFound;
            }

            bool isComposite = _request.Message.Code == CoapCode.Fetch || _request.Message.Code == CoapCode.IPatch;
            if (_request.Path.IsRoot || isComposite)
            {
                return _request.Path.IsRoot && isComposite ? CoapCode.Empty : ResponseCode.MethodNotAllowed;
            }

            _request.Target = _objects.FindShown(_request.Path.ObjectId);
            return _request.Target == null ? ResponseCode.NotFound : CoapCode.Empty;
        }

        private int Dispatch()
        {
            if (_bootstrap != null)
            {
                return DispatchBootstrap();
            }

            switch (_request.Message.Code)
            {
                case CoapCode.Get:
                    return _reads.Get();
                case CoapCode.Fetch:
                    return _reads.Fetch();
                case CoapCode.IPatch:
                    return _writes.WriteComposite();
                case CoapCode.Put:
                    if (_request.HasQuery)
                    {
                        _request.Target.Measure(_request.Now);
                        return _writes.WriteAttributes();
                    }

                    return _request.Path.InstanceId == ResourcePath.None ? ResponseCode.MethodNotAllowed : _writes.Write(WriteMode.Replace);
                case CoapCode.Post:
                    return _writes.Post();
                case CoapCode.Delete:
                    return _writes.Delete();
                default:
                    return ResponseCode.MethodNotAllowed;
            }
        }

        private int DispatchBootstrap()
        {
            if (_request.IsBootstrapPath)
            {
                return _request.Message.Code == CoapCode.Post && _request.Path.IsRoot ? _bootstrap.Finish() : ResponseCode.MethodNotAllowed;
            }

            switch (_request.Message.Code)
            {
                case CoapCode.Get:
                    return _reads.GetBootstrap();
                case CoapCode.Put:
                    if (_request.Path.IsRoot || _request.Path.ResourceInstanceId != ResourcePath.None)
                    {
                        return ResponseCode.MethodNotAllowed;
                    }

                    ContentReader reader = _request.FindReader();
                    return reader == null
                        ? ResponseCode.UnsupportedContentFormat
                        : _bootstrap.Write(_request.Path, reader, _request.Payload, _request.PayloadOffset, _request.PayloadLength);
                case CoapCode.Delete:
                    return _bootstrap.Delete(_request.Path);
                default:
                    return ResponseCode.MethodNotAllowed;
            }
        }

        private int TakeWhole()
        {
            _blocks.Leave(_request.Layer, _request.Message);
            return Dispatch();
        }

        private int TakeBlock()
        {
            bool isPiece = _bootstrap == null && _writes.IsPiece();
            if (isPiece && !_writes.May(AccessControlObject.WriteRight))
            {
                return ResponseCode.Unauthorized;
            }

            if (!isPiece && _request.BodyBytes > Limits.MaxBodyBytes)
            {
                return ResponseCode.RequestEntityTooLarge;
            }

            int code = _blocks.Take(_request.Layer, _request.Message, _request.Block1, !isPiece, _request.Now);

            // A read is done again where its last block comes again; what was written is not.
            bool isLast = code == CoapCode.Empty || code == ResponseCode.Content;
            if (_blocks.IsRepeated && code == ResponseCode.Created)
            {
                return _writes.AnswerCreated(_createdId);
            }

            if (!isLast && (code != ResponseCode.Continue || _blocks.IsRepeated))
            {
                return code;
            }

            if (isPiece)
            {
                code = _writes.WritePiece(_blocks.Offset, isLast, code);
            }
            else if (isLast)
            {
                _request.TakeBody(_blocks.Body, _blocks.Length);
                code = Dispatch();
                _createdId = _request.Path.InstanceId;
            }

            if (isLast || code != ResponseCode.Continue)
            {
                _blocks.End(code);
            }

            return code;
        }
    }
}
