using System;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using Lwm2mNano.Client;
using Lwm2mNano.Hal.Host;
using NFUnitTest;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>A client over real UDP behind a gate, with a thread of its own.</summary>
    internal sealed class PeerRelay : IAsyncDisposable
    {
        private const int MaxWaitMilliseconds = 20;

        private readonly PeerGate _gate = new();
        private readonly UdpTransport _transport = new();
        private readonly ConcurrentQueue<Action> _actions = new();
        private readonly LwM2mClient _client;
        private readonly Thread _thread;
        private volatile bool _stopped;

        private PeerRelay()
        {
            ClientFixture fixture = new($"coap://127.0.0.1:{_gate.ServerPort}", 86400);
            ObjectSample sample = new();
            sample.Create(0);
            Bulk.Create(0);
            _client = new LwM2mClient(Hex.Ascii("peer"), fixture.Security, fixture.Server, _transport, new FakeRandom(), null);
            _client.Add(fixture.Device);
            _client.Add(sample);
            _client.Add(Bulk);
            _client.Start(0);
            _thread = new Thread(RunDevice) { IsBackground = true };
            _thread.Start();
        }

        /// <summary>Gets the port at which others reach the device.</summary>
        public int Port => _gate.Port;

        /// <summary>Gets the object with much to say and to take. The thread of the client has it.</summary>
        public ObjectBulk Bulk { get; } = new(2);

        /// <summary>Starts a client and waits until it has registered.</summary>
        public static async Task<PeerRelay> StartAsync()
        {
            PeerRelay relay = new();
            await relay._gate.RegisteredAsync();
            return relay;
        }

        /// <summary>Does something on the thread of the client.</summary>
        public Task DoAsync(Action action)
        {
            TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _actions.Enqueue(() =>
            {
                try
                {
                    action();
                    done.SetResult();
                }
                catch (Exception exception)
                {
                    done.SetException(exception);
                }
            });
            return done.Task;
        }

        public async ValueTask DisposeAsync()
        {
            _stopped = true;
            _thread.Join();
            _transport.Close();
            await _gate.DisposeAsync();
        }

        private void RunDevice()
        {
            Stopwatch time = Stopwatch.StartNew();
            while (!_stopped)
            {
                while (_actions.TryDequeue(out Action action))
                {
                    action();
                }

                long next = _client.Step(time.ElapsedMilliseconds);
                _transport.Wait((int)Math.Clamp(next - time.ElapsedMilliseconds, 0, MaxWaitMilliseconds));
            }
        }
    }
}
