using Lwm2mNano.Coap;
using Lwm2mNano.Content;
using Lwm2mNano.Objects;

namespace Lwm2mNano.Client
{
    /// <summary>
    /// The requests that are answered with values or links: Read, Discover, Read-Composite, and the beginning of an observation (LwM2M Core
    /// 1.1, sections 6.3 and 6.4).
    /// </summary>
    public sealed class ReadRequests
    {
        private const int ObserveRegister = 0;

        private readonly ManagementRequest _request;
        private readonly ObjectRegistry _objects;
        private readonly Representation _representation;
        private readonly PathList _paths = new PathList(Limits.MaxObservedPaths);

        // The Read-Composite whose paths are in the list, for a request of a further block that does not repeat them.
        private int _fetchKey;
        private CoapMessageLayer _fetchPeer;

        /// <summary>
        /// Creates the part that reads.
        /// </summary>
        /// <param name="request">The request that is served.</param>
        /// <param name="objects">The objects.</param>
        /// <param name="representation">What writes what is read.</param>
        public ReadRequests(ManagementRequest request, ObjectRegistry objects, Representation representation)
        {
            _request = request;
            _objects = objects;
            _representation = representation;
        }

        /// <summary>
        /// Read and Discover, and Observe where the request says so.
        /// </summary>
        /// <returns>The code of the answer.</returns>
        public int Get()
        {
            if (IsFirstBlock)
            {
                // Before anything is looked at: what is there can depend on the measurement.
                _request.Target.Measure(_request.Now);
            }

            bool isDiscover = _request.Accept == ContentFormat.LinkFormat;
            int code = isDiscover
                ? _representation.SelectDiscover(_request.Target, _request.Path, _request.Connection.Attributes)
                : _representation.SelectRead(_request.Target, _request.Path, _request.Accept);
            if (code != ResponseCode.Content)
            {
                return code;
            }

            int key = _request.Message.ExchangeKey();
            if (isDiscover)
            {
                // The links are not observed.
                _request.Observe = CoapMessageLayer.NoObserve;
            }

            if (_request.Observe != CoapMessageLayer.NoObserve)
            {
                _fetchKey = 0;
                _paths.Clear();
                _paths.Add(_request.Path);
                return Answer(key, false, _request.Accept);
            }

            return Answer(key);
        }

        /// <summary>
        /// Read-Composite, and Observe-Composite where the request says so (section 6.3.8 and 6.4.4).
        /// </summary>
        /// <returns>The code of the answer.</returns>
        public int Fetch()
        {
            int key = _request.Message.ExchangeKey();
            ContentReader reader = _request.FindReader();
            if (reader == null || !reader.IsComposite)
            {
                return ResponseCode.UnsupportedContentFormat;
            }

            bool isContinued = _request.PayloadLength == 0 && !IsFirstBlock && key == _fetchKey && _request.Layer == _fetchPeer;
            if (!isContinued)
            {
                int read = ReadPaths(reader);
                if (read != ResponseCode.Content)
                {
                    return read;
                }

                _fetchKey = key;
                _fetchPeer = _request.Layer;
            }

            for (int i = 0; i < _objects.Count; i++)
            {
                MeasureIfNamed(_objects[i]);
            }

            // The paths belong to what is asked for as the options do.
            key = HashOfPaths(key);
            int accept = _request.Accept == ContentFormat.None ? reader.Format : _request.Accept;
            int code = _representation.SelectComposite(_paths, 0, _paths.Count, accept);
            if (code != ResponseCode.Content)
            {
                return code;
            }

            return _request.Observe == CoapMessageLayer.NoObserve ? Answer(key) : Answer(key, true, accept);
        }

        private int ReadPaths(ContentReader reader)
        {
            _fetchKey = 0;
            _paths.Clear();
            reader.Begin(_request.Payload, _request.PayloadOffset, _request.PayloadLength, _request.Path);
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
                target.Measure(_request.Now);
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
            Observations observations = _request.Connection.Observations;
            int index = _request.Observe == ObserveRegister && IsFirstBlock ? observations.Add(_request.Message, key, _paths, isComposite, format, _request.Block2) : -1;
            _request.Observe = index < 0 ? CoapMessageLayer.NoObserve : observations.Sequence(index);
            int code = Answer(key);
            if (index >= 0)
            {
                if (code == ResponseCode.Content)
                {
                    observations.Baseline(index, _request.Now);
                }
                else
                {
                    observations.Cancel(_request.Message);
                }
            }

            return code;
        }

        // Each block that follows belongs to what was measured for the first one.
        private bool IsFirstBlock => _request.Block2 == BlockOption.None || BlockOption.Number(_request.Block2) == 0;

        private int Answer(int key)
        {
            CoapWriter answer = _request.Layer.BeginAnswer(ResponseCode.Content);
            int code = _representation.WriteTo(_request.Layer, answer, key, _request.Observe, _request.Block2, _request.Block1);
            if (answer.Length < 0)
            {
                return ResponseCode.InternalServerError;
            }

            _request.IsAnswered = true;
            return code;
        }

        /// <summary>
        /// Bootstrap-Discover and Bootstrap-Read (section 6.1.7).
        /// </summary>
        /// <returns>The code of the answer.</returns>
        public int GetBootstrap()
        {
            int code = ResponseCode.Content;
            if (_request.Accept == ContentFormat.LinkFormat)
            {
                if (_request.Path.InstanceId != ResourcePath.None)
                {
                    return ResponseCode.BadRequest;
                }

                if (!_request.Path.IsRoot && _objects.Find(_request.Path.ObjectId) == null)
                {
                    return ResponseCode.NotFound;
                }

                _representation.SelectBootstrapDiscover(_request.Path);
            }
            else if (!BootstrapOperations.IsReadable(_request.Path))
            {
                return ResponseCode.MethodNotAllowed;
            }
            else
            {
                code = _representation.SelectRead(_objects.Find(_request.Path.ObjectId), _request.Path, _request.Accept);
            }

            _request.Observe = CoapMessageLayer.NoObserve;
            return code == ResponseCode.Content ? Answer(_request.Message.ExchangeKey()) : code;
        }
    }
}
