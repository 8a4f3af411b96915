using System;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using Lwm2mNano.Client;
using Lwm2mNano.Coap;
using Lwm2mNano.Hal.Host;
using NFUnitTest;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>A client over real UDP behind a gate, with a thread of its own.</summary>
    internal sealed class PeerRelay : IAsyncDisposable
    {
        private const int MaxWaitMilliseconds = 20;

        private readonly PeerGate _gate = new();
        private readonly FaultyTransport _transport;
        private readonly ConcurrentQueue<Action> _actions = new();
        private readonly LwM2mClient _client;
        private readonly Thread _thread;
        private volatile bool _stopped;
        private long _passed;

        private PeerRelay(long awakeMilliseconds, int lifetime, int delayMilliseconds)
        {
            _transport = new FaultyTransport(new UdpTransport(), new HostClock(), 1) { DelayMilliseconds = delayMilliseconds };
            ClientFixture fixture = new($"coap://127.0.0.1:{_gate.ServerPort}", lifetime);
            ObjectSample sample = new();
            sample.Create(0);
            Bulk.Create(0);
            _client = new LwM2mClient(Hex.Ascii("peer"), fixture.Security, fixture.Server, _transport, new FakeRandom(), null);
            _client.Add(fixture.Device);
            _client.Add(sample);
            _client.Add(Bulk);
            _client.AwakeMilliseconds = awakeMilliseconds;
            _client.Start(0);
            _thread = new Thread(RunDevice) { IsBackground = true };
            _thread.Start();
        }

        /// <summary>Gets the port at which others reach the device.</summary>
        public int Port => _gate.Port;

        /// <summary>Gets the object with much to say and to take. The thread of the client has it.</summary>
        public ObjectBulk Bulk { get; } = new(2);

        /// <summary>Starts a client and waits until it has registered; in queue mode where it is told how long it stays reachable.</summary>
        public static async Task<PeerRelay> StartAsync(long awakeMilliseconds = CoapTiming.Never, int lifetime = 86400, int delayMilliseconds = 0)
        {
            PeerRelay relay = new(awakeMilliseconds, lifetime, delayMilliseconds);
            await relay._gate.RegisteredAsync();
            return relay;
        }

        /// <summary>Waits until something that others ask was sent to the device.</summary>
        public Task AskedAsync() => _gate.AskedAsync();

        /// <summary>Waits until the device has been heard to ask something once more.</summary>
        public Task HeardAsync() => _gate.HeardAsync();

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

        /// <summary>Lets time pass for the client, and gives the state in which that leaves it.</summary>
        public async Task<RegistrationState> PassAsync(long milliseconds)
        {
            Interlocked.Add(ref _passed, milliseconds);

            // What is done comes before a step, so the second one sees what the first step did.
            RegistrationState state = RegistrationState.Stopped;
            await DoAsync(() => { });
            await DoAsync(() => state = _client.State);
            return state;
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

                long now = time.ElapsedMilliseconds + Interlocked.Read(ref _passed);
                long next = _client.Step(now);
                _transport.Wait((int)Math.Clamp(next - now, 0, MaxWaitMilliseconds));
            }
        }
    }
}
