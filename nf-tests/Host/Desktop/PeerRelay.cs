using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using Lwm2mNano.Client;
using Lwm2mNano.Coap;
using Lwm2mNano.Hal;
using Lwm2mNano.Hal.Host;
using NFUnitTest;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>
    /// A client over real UDP, and the server that it registers with, which hands over what others ask: a device listens to its server
    /// only, so the others ask at <see cref="Port"/> and their datagrams reach the device from the server's address.
    /// </summary>
    internal sealed class PeerRelay : IDisposable
    {
        private const int MaxWaitMilliseconds = 20;
        private const int HeaderBytes = 4;
        private static readonly TimeSpan s_maxWait = TimeSpan.FromSeconds(30);

        private readonly Socket _server = Bind();
        private readonly Socket _others = Bind();
        private readonly byte[] _buffer = new byte[2048];
        private readonly CoapReader _reader = new();
        private readonly CoapWriter _writer = new(64);
        private readonly LwM2mClient _client;
        private readonly UdpTransport _transport = new();
        private readonly ManualResetEventSlim _registered = new();
        private readonly Thread[] _threads;
        private EndPoint _device = new IPEndPoint(IPAddress.Loopback, 0);
        private EndPoint _other = new IPEndPoint(IPAddress.Loopback, 0);
        private volatile bool _stopped;

        public PeerRelay()
        {
            ClientFixture fixture = new($"coap://127.0.0.1:{((IPEndPoint)_server.LocalEndPoint).Port}", 86400);
            ObjectSample sample = new();
            sample.Create(0);
            _client = new LwM2mClient(Hex.Ascii("peer"), fixture.Security, fixture.Server, _transport, new FakeRandom(), null);
            _client.Add(fixture.Device);
            _client.Add(sample);
            _client.Start(0);
            _threads = [new Thread(RunDevice) { IsBackground = true }, new Thread(RunRelay) { IsBackground = true }];
            Array.ForEach(_threads, t => t.Start());
            if (!_registered.Wait(s_maxWait))
            {
                throw new TimeoutException("The client has not registered.");
            }
        }

        /// <summary>Gets the port at which others reach the device.</summary>
        public int Port => ((IPEndPoint)_others.LocalEndPoint).Port;

        public void Dispose()
        {
            _stopped = true;
            Array.ForEach(_threads, t => t.Join());
            _transport.Close();
            _server.Dispose();
            _others.Dispose();
            _registered.Dispose();
        }

        private static Socket Bind()
        {
            Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            return socket;
        }

        private void RunDevice()
        {
            Stopwatch time = Stopwatch.StartNew();
            while (!_stopped)
            {
                long next = _client.Step(time.ElapsedMilliseconds);
                _transport.Wait((int)Math.Clamp(next - time.ElapsedMilliseconds, 0, MaxWaitMilliseconds));
            }
        }

        private void RunRelay()
        {
            while (!_stopped)
            {
                List<Socket> ready = [_server, _others];
                Socket.Select(ready, null, null, TimeSpan.FromMilliseconds(MaxWaitMilliseconds));
                if (ready.Contains(_others))
                {
                    int count = _others.ReceiveFrom(_buffer, ref _other);
                    _server.SendTo(_buffer.AsSpan(0, count), SocketFlags.None, _device);
                }

                if (ready.Contains(_server))
                {
                    FromDevice(_server.ReceiveFrom(_buffer, ref _device));
                }
            }
        }

        private void FromDevice(int count)
        {
            bool isRequest = _reader.Parse(_buffer, 0, count) == CoapParseResult.Ok && CoapCode.IsRequest(_reader.Code);
            if (!isRequest)
            {
                _others.SendTo(_buffer.AsSpan(0, count), SocketFlags.None, _other);
                return;
            }

            // Only a Register has options behind its first path segment that are none.
            bool isRegister = _reader.NextOption() && _reader.NextOption() && _reader.OptionNumber != CoapOption.UriPath;
            _writer.Begin(CoapType.Acknowledgement, isRegister ? 0x41 : 0x44, _reader.MessageId, _buffer, HeaderBytes, _reader.TokenLength);
            if (isRegister)
            {
                byte[] location = Hex.Ascii("rdpeer");
                _writer.WriteOption(CoapOption.LocationPath, location, 0, 2);
                _writer.WriteOption(CoapOption.LocationPath, location, 2, 4);
            }

            _server.SendTo(_writer.Buffer.AsSpan(0, _writer.Length), SocketFlags.None, _device);
            _registered.Set();
        }
    }
}
