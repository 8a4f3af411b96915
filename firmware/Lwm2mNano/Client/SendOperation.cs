using Lwm2mNano.Coap;
using Lwm2mNano.Content;
using Lwm2mNano.Objects;

namespace Lwm2mNano.Client
{
    /// <summary>
    /// The Send operation to one server (LwM2M Core 1.1, section 6.4.6): values with their times, kept while the server cannot be told and
    /// then sent together, as SenML CBOR. What the server has refused is not sent again; what it has not answered is.
    /// </summary>
    public sealed class SendOperation
    {
        private static readonly byte[] s_path = Ascii.Bytes("dp");

        private readonly ObjectRegistry _objects;
        private readonly CoapMessageLayer _layer;
        private readonly IClientObserver _observer;
        private readonly SampleQueue _samples = new SampleQueue();
        private readonly SenMlCborWriter _writer;
        private readonly ReadOperation _read = new ReadOperation(Resource.Read);
        private readonly ResourcePath _path = new ResourcePath();
        private readonly ResourcePath _instance = new ResourcePath();
        private readonly ResourceValue _value = new ResourceValue();
        private bool _isRequested;
        private bool _isOutstanding;
        private bool _isUnanswered;

        // Whether the last Send was answered 4.04.
        private bool _isRefused;
        private int _exchange;
        private int _sentBytes;
        private int _removedBefore;

        /// <summary>
        /// Creates the operation. Allocates its buffer.
        /// </summary>
        /// <param name="objects">The objects.</param>
        /// <param name="layer">The message layer towards the server.</param>
        /// <param name="writer">A writer, used while something is sent only.</param>
        /// <param name="observer">Who is told what became of it, or <see langword="null"/>.</param>
        public SendOperation(ObjectRegistry objects, CoapMessageLayer layer, SenMlCborWriter writer, IClientObserver observer)
        {
            _objects = objects;
            _layer = layer;
            _writer = writer;
            _observer = observer;
        }

        /// <summary>Gets whether the exchange that the message layer had last is a Send.</summary>
        public bool HasExchange => _isOutstanding && _exchange == _layer.Exchange;

        /// <summary>
        /// Takes the present values of a path, to be sent when <see cref="Advance"/> can.
        /// </summary>
        /// <param name="path">An object, an instance, a resource or a resource instance.</param>
        /// <param name="now">The time in milliseconds.</param>
        /// <returns>Whether there is such a thing to read that is not too long to be kept; Object 0 is not.</returns>
        public bool Add(ResourcePath path, long now)
        {
            LwM2mObject target = path.ObjectId == SecurityObject.Id ? null : _objects.Find(path.ObjectId);
            if (target == null || ReadOperation.Check(target, path) != ResponseCode.Content)
            {
                return false;
            }

            _samples.Begin(now);
            _samples.BeginPath(path);
            _isRequested = true;
            return _read.Run(target, path, _samples) == ResponseCode.Content && _samples.End() >= 0;
        }

        /// <summary>
        /// Writes what outlives a sleep: what is kept. An outstanding Send counts as not sent.
        /// </summary>
        /// <param name="state">The writer.</param>
        public void Save(StateWriter state)
        {
            state.WriteBoolean(_isUnanswered);
            state.WriteBoolean(_isRefused);
            _samples.Save(state);
        }

        /// <summary>
        /// Reads what <see cref="Save"/> has written.
        /// </summary>
        /// <param name="state">The reader.</param>
        public void Restore(StateReader state)
        {
            _isUnanswered = state.ReadBoolean();
            _isRefused = state.ReadBoolean();
            _samples.Restore(state);
            if (state.IsDamaged)
            {
                _samples.Clear();
            }

            _isRequested = true;
        }

        /// <summary>
        /// Has what was not answered sent again: the server was heard.
        /// </summary>
        public void Retry()
        {
            _isRequested = true;
        }

        /// <summary>
        /// Sends what is kept, if the server can be told now.
        /// </summary>
        /// <param name="now">The time in milliseconds.</param>
        /// <param name="utcOffset">What added to the time gives milliseconds since 1970, or <see cref="SenMlWriter.NoTime"/>: then the times
        /// sent are relative to the message.</param>
        /// <param name="server">The server's account, which may be muted.</param>
        public void Advance(long now, long utcOffset, ServerAccount server)
        {
            if (!_isRequested || _samples.IsEmpty || server.IsSendMuted || !_layer.MayTell())
            {
                return;
            }

            CoapWriter request = _layer.BeginRequest(CoapCode.Post);
            if (request == null)
            {
                return;
            }

            request.WriteOption(CoapOption.UriPath, s_path, 0, s_path.Length);
            request.WriteUnsignedOption(CoapOption.ContentFormat, ContentFormat.SenMlCbor);
            int offset = request.BeginPayload();
            int limit = offset + Limits.MaxBlockBytes < request.Buffer.Length ? offset + Limits.MaxBlockBytes : request.Buffer.Length;

            // As many of the oldest samples as one message holds.
            int count = int.MaxValue;
            int length;
            while ((length = Write(request.Buffer, offset, limit, now, utcOffset, ref count)) < 0 && count > 1)
            {
                count /= 2;
            }

            if (length < 0)
            {
                // One that no message holds is lost, or it would block all others.
                _samples.Remove(_samples.Position);
                Tell(ClientEvent.SendFailed, ResponseCode.RequestEntityTooLarge);
                return;
            }

            request.EndPayload(length);
            _isRequested = false;
            if (_layer.SendRequest(now))
            {
                _isOutstanding = true;
                _exchange = _layer.Exchange;
                _sentBytes = _samples.Position;
                _removedBefore = _samples.RemovedBytes;
                Tell(ClientEvent.Sending, count);
            }
        }

        /// <summary>
        /// Takes the server's response.
        /// </summary>
        /// <param name="code">Its code.</param>
        /// <returns>Whether the server may have forgotten the registration, which an Update finds out; what was sent is kept until then. Once only:
        /// where the server answers 4.04 after that, too, it is lost, or the two would go on for ever.</returns>
        public bool OnResponse(int code)
        {
            _isOutstanding = false;
            _isUnanswered = false;
            bool isTaken = ResponseCode.IsSuccess(code);
            bool mayBeForgotten = code == ResponseCode.NotFound && !_isRefused;
            _isRefused = code == ResponseCode.NotFound;
            if (mayBeForgotten)
            {
                Tell(ClientEvent.SendFailed, code);
                return true;
            }

            if (isTaken || CoapCode.Class(code) == CoapCode.ClientErrorClass)
            {
                // The oldest may have made room meanwhile.
                int rest = _sentBytes - (_samples.RemovedBytes - _removedBefore);
                if (rest > 0)
                {
                    _samples.Remove(rest);
                }

                _isRequested = true;
            }

            Tell(isTaken ? ClientEvent.Sent : ClientEvent.SendFailed, code);
            return false;
        }

        /// <summary>
        /// Takes that the server did not answer, or reset the message.
        /// </summary>
        /// <returns>Whether it had answered before. Where it answers all but this, asking whether it is there and sending again would go on
        /// for ever: what is kept waits for the next Update then.</returns>
        public bool OnNoResponse()
        {
            bool isFirst = !_isUnanswered;
            _isUnanswered = true;
            _isOutstanding = false;
            Tell(ClientEvent.SendFailed, 0);
            return isFirst;
        }

        private int Write(byte[] buffer, int offset, int limit, long now, long utcOffset, ref int count)
        {
            _writer.Begin(buffer, offset, limit);
            _instance.Set(ResourcePath.None, ResourcePath.None, ResourcePath.None, ResourcePath.None);
            _samples.Rewind();
            int written = 0;
            while (written < count && _samples.Next(_path, _value))
            {
                if (_path.ObjectId != _instance.ObjectId || _path.InstanceId != _instance.InstanceId)
                {
                    _instance.Set(_path.ObjectId, _path.InstanceId, ResourcePath.None, ResourcePath.None);
                    _writer.BeginPath(_instance);
                }

                _writer.SetTime(utcOffset == SenMlWriter.NoTime ? _samples.Time - now : _samples.Time + utcOffset);
                if (_path.ResourceInstanceId == ResourcePath.None)
                {
                    _writer.Write(_path.ResourceId, _value);
                }
                else
                {
                    _writer.BeginMultiple(_path.ResourceId);
                    _writer.Write(_path.ResourceInstanceId, _value);
                    _writer.EndMultiple();
                }

                written++;
            }

            count = written;
            return _writer.End();
        }

        private void Tell(ClientEvent what, int detail)
        {
            if (_observer != null)
            {
                _observer.OnEvent(what, detail);
            }
        }
    }
}
