using Lwm2mNano.Coap;
using Lwm2mNano.Content;
using Lwm2mNano.Objects;

namespace Lwm2mNano.Client
{
    /// <summary>
    /// The requests that change something: Write, Write-Composite, Create, Delete, Execute and Write-Attributes (LwM2M Core 1.1, section 6.3).
    /// </summary>
    public sealed class WriteRequests
    {
        private readonly ManagementRequest _request;
        private readonly ObjectRegistry _objects;
        private readonly AccessRights _rights;
        private readonly ServerConnection[] _connections;
        private readonly WriteOperation _write = new WriteOperation();
        private readonly ExecuteArguments _arguments = new ExecuteArguments();
        private readonly byte[] _digits = new byte[Limits.MaxNumberBytes];

        /// <summary>
        /// Creates the part that writes.
        /// </summary>
        /// <param name="request">The request that is served.</param>
        /// <param name="objects">The objects.</param>
        /// <param name="rights">The rights of the server that is being served.</param>
        /// <param name="connections">The connections of all servers; not copied.</param>
        public WriteRequests(ManagementRequest request, ObjectRegistry objects, AccessRights rights, ServerConnection[] connections)
        {
            _request = request;
            _objects = objects;
            _rights = rights;
            _connections = connections;
        }

        /// <summary>
        /// Write-Attributes (section 6.3.4).
        /// </summary>
        /// <returns>The code of the answer.</returns>
        public int WriteAttributes()
        {
            if (_request.PayloadLength > 0)
            {
                return ResponseCode.BadRequest;
            }

            if (!ReadOperation.Exists(_request.Target, _request.Path))
            {
                return ResponseCode.NotFound;
            }

            if (_request.Path.InstanceId != ResourcePath.None && !May(AccessControlObject.ReadRight))
            {
                return ResponseCode.Unauthorized;
            }

            ResourceType type = _request.Path.ResourceId == ResourcePath.None ? ResourceType.None : Resource.Type(_request.Target.Definition(_request.Path.ResourceId));
            int code = _request.Connection.Attributes.Write(_request.Path, type, _request.Message);
            _request.Connection.Observations.PeriodsChanged(_request.Now);
            return code;
        }

        /// <summary>
        /// What a POST is by its path: Create, Write as a partial update, or Execute (LwM2M Transport 1.1, table 6.4).
        /// </summary>
        /// <returns>The code of the answer.</returns>
        public int Post()
        {
            if (_request.Path.InstanceId == ResourcePath.None)
            {
                return Create();
            }

            if (_request.Path.ResourceId == ResourcePath.None)
            {
                return Write(WriteMode.Update);
            }

            uint definition = _request.Target.Definition(_request.Path.ResourceId);
            bool isResource = _request.Path.ResourceInstanceId == ResourcePath.None && definition != Resource.NotDefined;
            if (isResource && (definition & Resource.Multiple) != 0 && (definition & Resource.Write) != 0)
            {
                // A partial update of a multiple resource adds to its instances, whether or not there are any yet (section 6.3.3).
                return Write(WriteMode.Update);
            }

            if (!ReadOperation.Exists(_request.Target, _request.Path))
            {
                return ResponseCode.NotFound;
            }

            return isResource && (definition & Resource.Execute) != 0 ? Execute() : ResponseCode.MethodNotAllowed;
        }

        private int Execute()
        {
            if (!May(AccessControlObject.ExecuteRight))
            {
                return ResponseCode.Unauthorized;
            }

            if (_request.PayloadLength > 0 && _request.Format != ContentFormat.None && _request.Format != ContentFormat.PlainText)
            {
                return ResponseCode.UnsupportedContentFormat;
            }

            return _arguments.Begin(_request.Payload, _request.PayloadOffset, _request.PayloadLength)
                ? _request.Target.Execute(_request.Path.InstanceId, _request.Path.ResourceId, _arguments)
                : ResponseCode.BadRequest;
        }

        /// <summary>
        /// Write (section 6.3.3).
        /// </summary>
        /// <param name="mode">What it does with what the payload leaves out.</param>
        /// <returns>The code of the answer.</returns>
        public int Write(WriteMode mode)
        {
            if (!_request.Target.HasInstance(_request.Path.InstanceId))
            {
                return ResponseCode.NotFound;
            }

            if (!May(AccessControlObject.WriteRight))
            {
                return ResponseCode.Unauthorized;
            }

            if (_request.Path.ResourceId != ResourcePath.None)
            {
                uint definition = _request.Target.Definition(_request.Path.ResourceId);
                if (definition == Resource.NotDefined)
                {
                    return ResponseCode.NotFound;
                }

                if ((definition & Resource.Write) == 0)
                {
                    return ResponseCode.MethodNotAllowed;
                }

                if (_request.Path.ResourceInstanceId != ResourcePath.None && !ReadOperation.HasResourceInstance(_request.Target, definition, _request.Path))
                {
                    return ResponseCode.NotFound;
                }
            }

            if (IsPiece())
            {
                return WritePiece(0, true, CoapCode.Empty);
            }

            ContentReader reader = _request.FindReader();
            if (reader == null)
            {
                return ResponseCode.UnsupportedContentFormat;
            }

            byte[] buffer = _request.Payload;
            int offset = _request.PayloadOffset;
            int length = _request.PayloadLength;
            int code = _write.Check(_request.Target, _request.Path, mode, reader, buffer, offset, length);
            return code == ResponseCode.Changed ? _write.Apply(reader, buffer, offset, length) : code;
        }

        /// <summary>
        /// Gets whether the request writes a value that its object takes in pieces.
        /// </summary>
        /// <returns>Whether it does.</returns>
        public bool IsPiece()
        {
            if (_request.Message.Code != CoapCode.Put || _request.HasQuery || _request.Path.ResourceId == ResourcePath.None || _request.Path.ResourceInstanceId != ResourcePath.None)
            {
                return false;
            }

            uint definition = _request.Target.Definition(_request.Path.ResourceId);
            if ((definition & (Resource.Write | Resource.Multiple)) != Resource.Write)
            {
                return false;
            }

            ResourceType type = Resource.Type(definition);
            bool isPlain = (_request.Format == ContentFormat.Opaque && (type == ResourceType.Opaque || type == ResourceType.String))
                || (_request.Format == ContentFormat.PlainText && type == ResourceType.String);
            return isPlain && _request.Target.HasInstance(_request.Path.InstanceId) && _request.Target.TakesPieces(_request.Path.InstanceId, _request.Path.ResourceId);
        }

        /// <summary>
        /// Writes the payload as a piece of a value.
        /// </summary>
        /// <param name="valueOffset">Where it starts in the value, in bytes.</param>
        /// <param name="isLast">Whether the value is complete with it.</param>
        /// <param name="continued">What is answered while more is to come.</param>
        /// <returns>The code of the answer.</returns>
        public int WritePiece(int valueOffset, bool isLast, int continued)
        {
            int code = _request.Target.WritePiece(
                _request.Path.InstanceId, _request.Path.ResourceId, valueOffset, _request.Payload, _request.PayloadOffset, _request.PayloadLength, isLast);
            if (code != ResponseCode.Changed)
            {
                return code;
            }

            if (isLast)
            {
                _request.Target.Changed(_request.Path.InstanceId, _request.Path.ResourceId);
                return code;
            }

            return continued;
        }

        /// <summary>
        /// Write-Composite (section 6.3.10).
        /// </summary>
        /// <returns>The code of the answer.</returns>
        public int WriteComposite()
        {
            ContentReader reader = _request.FindReader();
            if (reader == null || !reader.IsComposite)
            {
                return ResponseCode.UnsupportedContentFormat;
            }

            int code = _write.CheckComposite(_objects, _request.Path, reader, _request.Payload, _request.PayloadOffset, _request.PayloadLength);
            return code == ResponseCode.Changed ? _write.Apply(reader, _request.Payload, _request.PayloadOffset, _request.PayloadLength) : code;
        }

        private int Create()
        {
            if (!_request.Target.IsCreatable)
            {
                return ResponseCode.MethodNotAllowed;
            }

            if (!_rights.Allow(_request.Path.ObjectId, AccessControlObject.WholeObject, AccessControlObject.CreateRight))
            {
                return ResponseCode.Unauthorized;
            }

            ContentReader reader = _request.FindReader();
            if (reader == null || reader.IsSingleValue)
            {
                return ResponseCode.UnsupportedContentFormat;
            }

            byte[] buffer = _request.Payload;
            int offset = _request.PayloadOffset;
            int length = _request.PayloadLength;

            // The server may name the instance in the payload; else the client does.
            reader.Begin(buffer, offset, length, _request.Path);
            reader.Next();
            int instanceId = reader.Path.InstanceId == ResourcePath.None ? _request.Target.FreeInstanceId() : reader.Path.InstanceId;

            if (_request.Target.HasInstance(instanceId))
            {
                return ResponseCode.BadRequest;
            }

            _request.Path.InstanceId = instanceId;
            int code = _write.Check(_request.Target, _request.Path, WriteMode.Create, reader, buffer, offset, length);
            if (code != ResponseCode.Changed)
            {
                return code;
            }

            code = _request.Target.Create(instanceId);
            if (code != ResponseCode.Created)
            {
                return code;
            }

            code = _write.Apply(reader, buffer, offset, length);
            if (code != ResponseCode.Changed)
            {
                _request.Target.Delete(instanceId);
                return code;
            }

            if (!_rights.Created(_request.Path.ObjectId, instanceId))
            {
                _request.Target.Delete(instanceId);
                return ResponseCode.ServiceUnavailable;
            }

            return AnswerCreated(instanceId);
        }

        /// <summary>
        /// Answers a Create.
        /// </summary>
        /// <param name="instanceId">The instance that was created.</param>
        /// <returns><see cref="ResponseCode.Created"/>.</returns>
        public int AnswerCreated(int instanceId)
        {
            CoapWriter answer = _request.Layer.BeginAnswer(ResponseCode.Created);
            WriteLocation(answer, _request.Path.ObjectId);
            WriteLocation(answer, instanceId);
            _request.WriteBlock1(answer);
            _request.IsAnswered = true;
            return ResponseCode.Created;
        }

        private void WriteLocation(CoapWriter answer, int id)
        {
            int length = NumberText.WriteUnsigned(_digits, 0, _digits.Length, id);
            answer.WriteOption(CoapOption.LocationPath, _digits, 0, length);
        }

        /// <summary>
        /// Delete (section 6.3.7).
        /// </summary>
        /// <returns>The code of the answer.</returns>
        public int Delete()
        {
            if (_request.Path.InstanceId == ResourcePath.None || _request.Path.ResourceId != ResourcePath.None || !_request.Target.IsDeletable)
            {
                return ResponseCode.MethodNotAllowed;
            }

            if (!_request.Target.HasInstance(_request.Path.InstanceId))
            {
                return ResponseCode.NotFound;
            }

            if (!May(AccessControlObject.DeleteRight))
            {
                return ResponseCode.Unauthorized;
            }

            int code = _request.Target.Delete(_request.Path.InstanceId);
            if (code == ResponseCode.Deleted)
            {
                _rights.Deleted(_request.Path.ObjectId, _request.Path.InstanceId);
                for (int i = 0; i < _connections.Length; i++)
                {
                    _connections[i].Attributes.Forget(_request.Path);
                    _connections[i].Observations.OnDeleted(_request.Path, _request.Now);
                }
            }

            return code;
        }

        /// <summary>
        /// Gets whether the server has a right on the instance of the path.
        /// </summary>
        /// <param name="right">One of the rights of <see cref="AccessControlObject"/>.</param>
        /// <returns>Whether it has.</returns>
        public bool May(int right)
        {
            return _rights.Allow(_request.Path.ObjectId, _request.Path.InstanceId, right);
        }
    }
}
