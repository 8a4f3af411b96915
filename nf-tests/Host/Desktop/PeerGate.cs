using System;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using Lwm2mNano.Coap;
using Lwm2mNano.DeskServer;
using Lwm2mNano.Objects;
using NFUnitTest;
using NUnit.Framework;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>
    /// The server that a device registers with, which hands over what others ask: a device listens to its server only, so the others ask at
    /// <see cref="Port"/> and their datagrams reach the device from the server's address. The device and the others may speak DTLS.
    /// </summary>
    internal sealed class PeerGate : IAsyncDisposable
    {
        private const int HeaderBytes = 4;
        private static readonly TimeSpan s_maxWait = TimeSpan.FromSeconds(30);

        private readonly IDatagramChannel _server;
        private readonly IDatagramChannel _others;
        private readonly CoapReader _reader = new();
        private readonly CoapWriter _writer = new(64);
        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly SemaphoreSlim _heard = new(0);
        private readonly TaskCompletionSource _registered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly CancellationTokenSource _stopped = new();
        private readonly Task[] _tasks;
        private volatile EndPoint _device;
        private volatile EndPoint _other;

        public PeerGate()
            : this(new UdpChannel(0), new UdpChannel(0))
        {
        }

        public PeerGate(IDatagramChannel server, IDatagramChannel others)
        {
            _server = server;
            _others = others;
            _tasks = [Run(_server, FromDevice), Run(_others, FromOther)];
        }

        /// <summary>Gets the port at which the device finds its server.</summary>
        public int ServerPort => ((IPEndPoint)_server.LocalEndPoint).Port;

        /// <summary>Gets the port at which others reach the device.</summary>
        public int Port => ((IPEndPoint)_others.LocalEndPoint).Port;

        /// <summary>Waits until a device has registered.</summary>
        public Task RegisteredAsync() => _registered.Task.WaitAsync(s_maxWait);

        /// <summary>Waits until something that others ask was sent to the device.</summary>
        public Task AskedAsync() => _asked.Task.WaitAsync(s_maxWait);

        /// <summary>Waits until the device has been heard to ask something once more.</summary>
        public async Task HeardAsync() => Assert.That(await _heard.WaitAsync(s_maxWait), "the device says nothing");

        public async ValueTask DisposeAsync()
        {
            await _stopped.CancelAsync();
            await Task.WhenAll(_tasks);
            _server.Dispose();
            _others.Dispose();
        }

        private async Task Run(IDatagramChannel channel, Action<ReceivedDatagram> take)
        {
            try
            {
                while (true)
                {
                    take(await channel.ReceiveAsync(_stopped.Token));
                }
            }
            catch (OperationCanceledException)
            {
            }
        }

        private void FromOther(ReceivedDatagram datagram)
        {
            _other = datagram.Peer;
            _server.Send(datagram.Bytes, _device);
            _asked.TrySetResult();
        }

        private void FromDevice(ReceivedDatagram datagram)
        {
            byte[] bytes = datagram.Bytes;
            _device = datagram.Peer;
            bool isRequest = _reader.Parse(bytes, 0, bytes.Length) == CoapParseResult.Ok && CoapCode.IsRequest(_reader.Code);
            if (!isRequest)
            {
                if (_other is not null)
                {
                    _others.Send(bytes, _other);
                }

                return;
            }

            // Only a Register has options behind its first path segment that are none.
            bool isRegister = _reader.NextOption() && _reader.NextOption() && _reader.OptionNumber != CoapOption.UriPath;
            int code = isRegister ? ResponseCode.Created : ResponseCode.Changed;
            _writer.Begin(CoapType.Acknowledgement, code, _reader.MessageId, bytes, HeaderBytes, _reader.TokenLength);
            if (isRegister)
            {
                byte[] location = Hex.Ascii("rdpeer");
                _writer.WriteOption(CoapOption.LocationPath, location, 0, 2);
                _writer.WriteOption(CoapOption.LocationPath, location, 2, 4);
            }

            _server.Send(_writer.Buffer.AsSpan(0, _writer.Length), _device);
            _registered.TrySetResult();
            _heard.Release();
        }
    }
}
