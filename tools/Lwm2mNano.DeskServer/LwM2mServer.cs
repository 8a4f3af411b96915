using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Lwm2mNano.Coap;
using Lwm2mNano.Content;
using Lwm2mNano.Objects;

namespace Lwm2mNano.DeskServer
{
    /// <summary>
    /// A LwM2M server: devices register with it, and it manages them. May be used by several threads at once. Requests to one device
    /// wait for each other, and for a device in queue mode to be awake. Paths are written as <c>/3/0/1</c>; one that is none is an <see cref="ArgumentException"/>. What is longer than
    /// a message goes and comes in blocks, of the size in bytes that is asked for: a power of two from 16 to 1024.
    /// </summary>
    public sealed class LwM2mServer : IAsyncDisposable
    {
        /// <summary>How long a device in queue mode is awake after it was heard unless the server is told otherwise: MAX_TRANSMIT_WAIT.</summary>
        public static readonly TimeSpan DefaultAwake = TimeSpan.FromMilliseconds(CoapTiming.MaxTransmitWaitMilliseconds);

        private const uint ObserveRegister = 0;
        private const uint ObserveDeregister = 1;

        private readonly IDatagramChannel _channel;
        private readonly TimeProvider _time;
        private readonly CoapEndpoint _coap;
        private readonly TimeSpan? _queueExpiry;
        private readonly CancellationTokenSource _stop = new();

        /// <summary>
        /// Creates the server and starts it.
        /// </summary>
        /// <param name="channel">The way to the devices; disposed of with the server.</param>
        /// <param name="time">The clock and timers, or <see langword="null"/> for the machine's.</param>
        /// <param name="changed">Is told what happens to registrations, before which nothing is received; or <see langword="null"/>.</param>
        /// <param name="sent">Is told what devices send of their own accord, likewise; or <see langword="null"/>.</param>
        /// <param name="bootstrap">Who gets what of a bootstrap server, or <see langword="null"/> to be none.</param>
        /// <param name="bootstrapped">Is told what happens in bootstraps, likewise; or <see langword="null"/>.</param>
        /// <param name="awake">How long a device in queue mode is awake after it was heard, more than zero; <see langword="null"/> is
        /// <see cref="DefaultAwake"/>. Nothing is sent to it later, until it is heard again.</param>
        /// <param name="queueExpiry">How long a request waits for such a device; <see langword="null"/> is as long as the lifetime of its registration.</param>
        public LwM2mServer(
            IDatagramChannel channel,
            TimeProvider time = null,
            Action<RegistrationChange> changed = null,
            Action<SentData> sent = null,
            BootstrapConfiguration bootstrap = null,
            Action<BootstrapChange> bootstrapped = null,
            TimeSpan? awake = null,
            TimeSpan? queueExpiry = null)
        {
            _channel = channel;
            _time = time ?? TimeProvider.System;
            _queueExpiry = queueExpiry;
            RegistrationChanged += changed;
            DataSent += sent;
            Registrations = new RegistrationTable(
                _time, endpoint => new DeviceQueue(endpoint, _coap, _time, awake ?? DefaultAwake, change => QueueChanged?.Invoke(change)));
            Registrations.Expired += r => OnChanged(new RegistrationChange(RegistrationChangeKind.Expired, r));
            RequestInterface requests = new(
                _time,
                new RegistrationInterface(Registrations, channel.Claim, OnChanged),
                new SendInterface(Registrations, _time, data => DataSent?.Invoke(data)),
                bootstrap == null ? null : new BootstrapInterface(bootstrap, _time, (peer, part, stop) => _coap.RequestAsync(peer, part, stop), bootstrapped, _stop.Token),
                OnChanged);
            _coap = new CoapEndpoint(channel, _time, requests.Serve, OnHeard);
            Observations = new ObservationTable(_coap, Registrations, _time, CompleteAsync);
            Observations.Changed += change => ObservationChanged?.Invoke(change);
            Completion = _coap.RunAsync(_stop.Token);
        }

        /// <summary>
        /// Says what happened to a registration, after its request was answered. Called on the thread that receives, or on a timer's:
        /// does not block.
        /// </summary>
        public event Action<RegistrationChange> RegistrationChanged;

        /// <summary>Says what happened to an observation; called like <see cref="RegistrationChanged"/>.</summary>
        public event Action<ObservationChange> ObservationChanged;

        /// <summary>Says what a device sent of its own accord; called like <see cref="RegistrationChanged"/>.</summary>
        public event Action<SentData> DataSent;

        /// <summary>Says what happened to a request that waits for a device in queue mode; called like <see cref="RegistrationChanged"/>, or by who asks.</summary>
        public event Action<QueueChange> QueueChanged;

        /// <summary>Gets the registrations.</summary>
        public RegistrationTable Registrations { get; }

        /// <summary>Gets the observations.</summary>
        public ObservationTable Observations { get; }

        /// <summary>Gets the address and port that devices send to.</summary>
        public EndPoint LocalEndPoint => _channel.LocalEndPoint;

        /// <summary>Gets the time by the server's clock.</summary>
        public DateTimeOffset Now => _time.GetUtcNow();

        /// <summary>Gets a task that ends when the server stops, and fails if it breaks down.</summary>
        public Task Completion { get; }

        /// <summary>
        /// Reads an object, an instance, a resource or a resource instance.
        /// </summary>
        /// <param name="endpoint">The device's Endpoint Client Name.</param>
        /// <param name="path">What is read.</param>
        /// <param name="accept">The content format, or <see cref="ContentFormat.None"/> to leave it to the device.</param>
        /// <param name="blockBytes">The size of blocks, or <see langword="null"/> to leave it to the device.</param>
        /// <param name="cancellation">Gives it up.</param>
        /// <returns>What became of it.</returns>
        public Task<DeviceAnswer> ReadAsync(
            string endpoint, string path, int accept = ContentFormat.None, int? blockBytes = null, CancellationToken cancellation = default)
        {
            ResourcePath target = Parse(path);
            return RequestAsync(endpoint, What("read", target), target, ReadRequest(target, accept), blockBytes, cancellation);
        }

        /// <summary>
        /// Reads several things at once (Read-Composite).
        /// </summary>
        /// <param name="endpoint">The device's Endpoint Client Name.</param>
        /// <param name="paths">What is read.</param>
        /// <param name="format">The format of the request and the answer: SenML JSON or SenML CBOR.</param>
        /// <param name="blockBytes">The size of blocks, or <see langword="null"/> to leave it to the device.</param>
        /// <param name="cancellation">Gives it up.</param>
        /// <returns>What became of it.</returns>
        public Task<DeviceAnswer> ReadCompositeAsync(
            string endpoint, IEnumerable<string> paths, int format = ContentFormat.SenMlCbor, int? blockBytes = null, CancellationToken cancellation = default)
        {
            ResourcePath[] targets = paths.Select(Parse).ToArray();
            return RequestAsync(
                endpoint, What("read", targets), new ResourcePath(), ReadCompositeRequest(targets, format), blockBytes, cancellation);
        }

        /// <summary>
        /// Observes an object, an instance, a resource or a resource instance, in place of an older observation of it. The answer says
        /// whether the device agreed; what it notifies then is told by <see cref="ObservationChanged"/>.
        /// </summary>
        /// <param name="endpoint">The device's Endpoint Client Name.</param>
        /// <param name="path">What is observed.</param>
        /// <param name="accept">The content format, or <see cref="ContentFormat.None"/> to leave it to the device.</param>
        /// <param name="blockBytes">The size of blocks, or <see langword="null"/> to leave it to the device.</param>
        /// <param name="cancellation">Gives it up.</param>
        /// <returns>What became of it.</returns>
        public Task<DeviceAnswer> ObserveAsync(
            string endpoint, string path, int accept = ContentFormat.None, int? blockBytes = null, CancellationToken cancellation = default)
        {
            ResourcePath target = Parse(path);
            return ObserveAsync(new Observation(endpoint, new[] { target }, false, ReadRequest(target, accept)), blockBytes, cancellation);
        }

        /// <summary>
        /// Observes several things at once (Observe-Composite), like <see cref="ObserveAsync(string, string, int, int?, CancellationToken)"/>.
        /// </summary>
        /// <param name="endpoint">The device's Endpoint Client Name.</param>
        /// <param name="paths">What is observed.</param>
        /// <param name="format">The format of the request and the notifications: SenML JSON or SenML CBOR.</param>
        /// <param name="blockBytes">The size of blocks, or <see langword="null"/> to leave it to the device.</param>
        /// <param name="cancellation">Gives it up.</param>
        /// <returns>What became of it.</returns>
        public Task<DeviceAnswer> ObserveCompositeAsync(
            string endpoint, IEnumerable<string> paths, int format = ContentFormat.SenMlCbor, int? blockBytes = null, CancellationToken cancellation = default)
        {
            ResourcePath[] targets = paths.Select(Parse).ToArray();
            return ObserveAsync(new Observation(endpoint, targets, true, ReadCompositeRequest(targets, format)), blockBytes, cancellation);
        }

        /// <summary>
        /// Asks a device not to notify any more. Whatever it answers, the observation is over.
        /// </summary>
        /// <param name="endpoint">The device's Endpoint Client Name.</param>
        /// <param name="paths">What is observed, as in <see cref="ObservationTable.Find"/>.</param>
        /// <param name="cancellation">Gives it up.</param>
        /// <returns>What became of it.</returns>
        public Task<DeviceAnswer> CancelAsync(string endpoint, IEnumerable<string> paths, CancellationToken cancellation = default)
        {
            ResourcePath[] targets = paths.Select(Parse).ToArray();
            ResourcePath path = targets.Length == 1 ? targets[0] : new ResourcePath();
            return RequestAsync(endpoint, What("cancel", targets), path, CancelOne, null, cancellation);

            async Task<(CoapOutcome, CoapMessage)> CancelOne(BlockTransfer transfer)
            {
                if (Observations.Find(endpoint, targets) is not Observation observation)
                {
                    // Perhaps on the thread that heard the device.
                    await Task.Yield();
                    return (CoapOutcome.NotObserved, null);
                }

                try
                {
                    return await transfer.RunAsync(ObserveRequest(observation, ObserveDeregister));
                }
                finally
                {
                    Observations.Remove(observation);
                }
            }
        }

        /// <summary>
        /// Has an observation's next notification answered with a reset, which asks for no more of them, too.
        /// </summary>
        /// <param name="endpoint">The device's Endpoint Client Name.</param>
        /// <param name="paths">What is observed, as in <see cref="ObservationTable.Find"/>.</param>
        /// <param name="cancellation">Gives it up.</param>
        /// <returns>Whether it is observed.</returns>
        public async Task<bool> ResetAsync(string endpoint, IEnumerable<string> paths, CancellationToken cancellation = default)
        {
            ResourcePath[] targets = paths.Select(Parse).ToArray();
            DeviceAnswer answer = await RequestAsync(
                endpoint, What("cancel", targets), new ResourcePath(), _ => Task.FromResult((Mark(), (CoapMessage)null)), null, cancellation, isForDevice: false);
            return answer.Outcome == CoapOutcome.Reset;

            CoapOutcome Mark()
            {
                Observation observation = Observations.Find(endpoint, targets);
                if (observation == null)
                {
                    return CoapOutcome.NotObserved;
                }

                observation.IsResetting = true;
                return CoapOutcome.Reset;
            }
        }

        /// <summary>
        /// Asks what there is below a path, and its attributes.
        /// </summary>
        /// <param name="endpoint">The device's Endpoint Client Name.</param>
        /// <param name="path">An object, an instance or a resource.</param>
        /// <param name="cancellation">Gives it up.</param>
        /// <returns>What became of it.</returns>
        public Task<DeviceAnswer> DiscoverAsync(string endpoint, string path, CancellationToken cancellation = default)
        {
            ResourcePath target = Parse(path);
            return RequestAsync(endpoint, What("discover", target), target, ReadRequest(target, ContentFormat.LinkFormat), null, cancellation);
        }

        /// <summary>
        /// Writes a payload.
        /// </summary>
        /// <param name="endpoint">The device's Endpoint Client Name.</param>
        /// <param name="path">An instance, a resource or a resource instance.</param>
        /// <param name="format">The payload's content format.</param>
        /// <param name="payload">The payload.</param>
        /// <param name="update">Whether what the payload leaves out stays (partial update), instead of being replaced.</param>
        /// <param name="blockBytes">The size of blocks, or <see langword="null"/> for the usual 512.</param>
        /// <param name="cancellation">Gives it up.</param>
        /// <returns>What became of it.</returns>
        public Task<DeviceAnswer> WriteAsync(
            string endpoint,
            string path,
            int format,
            byte[] payload,
            bool update = false,
            int? blockBytes = null,
            CancellationToken cancellation = default)
        {
            ResourcePath target = Parse(path);
            CoapMessage request = WithPayload(update ? CoapCode.Post : CoapCode.Put, target, format, payload);
            return RequestAsync(endpoint, What("write", target), target, request, blockBytes, cancellation);
        }

        /// <summary>
        /// Writes several values at once, or none of them (Write-Composite).
        /// </summary>
        /// <param name="endpoint">The device's Endpoint Client Name.</param>
        /// <param name="format">The payload's content format: SenML JSON or SenML CBOR.</param>
        /// <param name="payload">The payload.</param>
        /// <param name="blockBytes">The size of blocks, or <see langword="null"/> for the usual 512.</param>
        /// <param name="cancellation">Gives it up.</param>
        /// <returns>What became of it.</returns>
        public Task<DeviceAnswer> WriteCompositeAsync(
            string endpoint, int format, byte[] payload, int? blockBytes = null, CancellationToken cancellation = default)
        {
            ResourcePath root = new();
            return RequestAsync(endpoint, "write several", root, WithPayload(CoapCode.IPatch, root, format, payload), blockBytes, cancellation);
        }

        /// <summary>
        /// Writes a single value as text.
        /// </summary>
        /// <param name="endpoint">The device's Endpoint Client Name.</param>
        /// <param name="path">A resource or a resource instance.</param>
        /// <param name="value">The value.</param>
        /// <param name="cancellation">Gives it up.</param>
        /// <returns>What became of it.</returns>
        public Task<DeviceAnswer> WriteAsync(string endpoint, string path, string value, CancellationToken cancellation = default) =>
            WriteAsync(endpoint, path, ContentFormat.PlainText, Encoding.UTF8.GetBytes(value), cancellation: cancellation);

        /// <summary>
        /// Sets and unsets attributes (Write-Attributes).
        /// </summary>
        /// <param name="endpoint">The device's Endpoint Client Name.</param>
        /// <param name="path">An object, an instance, a resource or a resource instance.</param>
        /// <param name="attributes">The attributes, such as <c>pmin=10</c>; without a value one is unset.</param>
        /// <param name="cancellation">Gives it up.</param>
        /// <returns>What became of it.</returns>
        public Task<DeviceAnswer> WriteAttributesAsync(string endpoint, string path, string[] attributes, CancellationToken cancellation = default)
        {
            ResourcePath target = Parse(path);
            CoapMessage request = For(CoapCode.Put, target);
            foreach (string attribute in attributes)
            {
                request.Add(CoapOption.UriQuery, attribute);
            }

            return RequestAsync(endpoint, What("attr", target), target, request, null, cancellation);
        }

        /// <summary>
        /// Executes a resource.
        /// </summary>
        /// <param name="endpoint">The device's Endpoint Client Name.</param>
        /// <param name="path">The resource.</param>
        /// <param name="arguments">The arguments, such as <c>0,5='text'</c>, or nothing.</param>
        /// <param name="cancellation">Gives it up.</param>
        /// <returns>What became of it.</returns>
        public Task<DeviceAnswer> ExecuteAsync(string endpoint, string path, string arguments = "", CancellationToken cancellation = default)
        {
            ResourcePath target = Parse(path);
            CoapMessage request = arguments.Length == 0
                ? For(CoapCode.Post, target)
                : WithPayload(CoapCode.Post, target, ContentFormat.PlainText, Encoding.UTF8.GetBytes(arguments));
            return RequestAsync(endpoint, What("execute", target), target, request, null, cancellation);
        }

        /// <summary>
        /// Creates an instance.
        /// </summary>
        /// <param name="endpoint">The device's Endpoint Client Name.</param>
        /// <param name="path">The object.</param>
        /// <param name="format">The payload's content format.</param>
        /// <param name="payload">The new instance's values.</param>
        /// <param name="blockBytes">The size of blocks, or <see langword="null"/> for the usual 512.</param>
        /// <param name="cancellation">Gives it up.</param>
        /// <returns>What became of it.</returns>
        public Task<DeviceAnswer> CreateAsync(
            string endpoint, string path, int format, byte[] payload, int? blockBytes = null, CancellationToken cancellation = default)
        {
            ResourcePath target = Parse(path);
            return RequestAsync(endpoint, What("create", target), target, WithPayload(CoapCode.Post, target, format, payload), blockBytes, cancellation);
        }

        /// <summary>
        /// Deletes an instance.
        /// </summary>
        /// <param name="endpoint">The device's Endpoint Client Name.</param>
        /// <param name="path">The instance.</param>
        /// <param name="cancellation">Gives it up.</param>
        /// <returns>What became of it.</returns>
        public Task<DeviceAnswer> DeleteAsync(string endpoint, string path, CancellationToken cancellation = default)
        {
            ResourcePath target = Parse(path);
            return RequestAsync(endpoint, What("delete", target), target, For(CoapCode.Delete, target), null, cancellation);
        }

        /// <summary>
        /// Stops. Requests that wait for an answer are cancelled.
        /// </summary>
        /// <returns>A task that ends when nothing is received any more.</returns>
        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await Completion.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            foreach (Registration registration in Registrations.ToList())
            {
                registration.Queue.Close();
            }

            Registrations.Dispose();
            _channel.Dispose();
        }

        private static string What(string operation, params ResourcePath[] paths) => $"{operation} {string.Join(' ', paths.Select(PathText.ToText))}";

        private static ResourcePath Parse(string path) => PathText.Parse(path) ?? throw new ArgumentException($"'{path}' is no path", nameof(path));

        /// <summary>Makes a request for a path.</summary>
        /// <param name="code">Its code.</param>
        /// <param name="path">The path.</param>
        /// <returns>The request.</returns>
        internal static CoapMessage For(int code, ResourcePath path)
        {
            CoapMessage request = new(code);
            foreach (int id in PathText.Ids(path))
            {
                request.Add(CoapOption.UriPath, id.ToString());
            }

            return request;
        }

        /// <summary>Makes a request that carries a payload.</summary>
        /// <param name="code">Its code.</param>
        /// <param name="path">The path.</param>
        /// <param name="format">The payload's content format.</param>
        /// <param name="payload">The payload.</param>
        /// <returns>The request.</returns>
        internal static CoapMessage WithPayload(int code, ResourcePath path, int format, byte[] payload)
        {
            CoapMessage request = For(code, path);
            request.Add(CoapOption.ContentFormat, (uint)format);
            request.Payload = payload;
            return request;
        }

        /// <summary>Makes a request to read.</summary>
        /// <param name="path">The path.</param>
        /// <param name="accept">The content format, or <see cref="ContentFormat.None"/> to leave it to the device.</param>
        /// <returns>The request.</returns>
        internal static CoapMessage ReadRequest(ResourcePath path, int accept)
        {
            CoapMessage request = For(CoapCode.Get, path);
            if (accept != ContentFormat.None)
            {
                request.Add(CoapOption.Accept, (uint)accept);
            }

            return request;
        }

        private static CoapMessage ReadCompositeRequest(IEnumerable<ResourcePath> paths, int format)
        {
            byte[] payload = ContentEncoder.EncodeComposite(format, paths.Select(path => (path, (string)null)));
            CoapMessage request = WithPayload(CoapCode.Fetch, new ResourcePath(), format, payload);
            request.Add(CoapOption.Accept, (uint)format);
            return request;
        }

        private static CoapMessage ObserveRequest(Observation observation, uint observe)
        {
            CoapMessage request = observation.Request.Without();
            request.Token = observation.Token;
            request.Add(CoapOption.Observe, observe);
            return request;
        }

        private async Task<DeviceAnswer> ObserveAsync(Observation observation, int? blockBytes, CancellationToken cancellation)
        {
            try
            {
                DeviceAnswer answer = await RequestAsync(
                    observation.Endpoint,
                    What("observe", observation.Paths.ToArray()),
                    observation.Path,
                    transfer =>
                    {
                        Observations.Add(observation);
                        return transfer.RunAsync(ObserveRequest(observation, ObserveRegister));
                    },
                    blockBytes,
                    cancellation);
                answer.IsObserved = answer.IsSuccess && observation.IsActive;
                if (answer.IsObserved)
                {
                    Observations.Begin(observation, answer);
                }
                else
                {
                    Observations.Remove(observation);
                }

                return answer;
            }
            catch (OperationCanceledException)
            {
                Observations.Remove(observation);
                throw;
            }
        }

        private Task<DeviceAnswer> CompleteAsync(Observation observation, CoapMessage notification) => RequestAsync(
            observation.Endpoint,
            What("rest of", observation.Paths.ToArray()),
            observation.Path,
            transfer => transfer.CompleteAsync(observation.Request, notification),
            null,
            default);

        private Task<DeviceAnswer> RequestAsync(
            string endpoint, string what, ResourcePath path, CoapMessage request, int? blockBytes, CancellationToken cancellation) =>
            RequestAsync(endpoint, what, path, transfer => transfer.RunAsync(request), blockBytes, cancellation);

        private async Task<DeviceAnswer> RequestAsync(
            string endpoint,
            string what,
            ResourcePath path,
            Func<BlockTransfer, Task<(CoapOutcome Outcome, CoapMessage Response)>> run,
            int? blockBytes,
            CancellationToken cancellation,
            bool isForDevice = true)
        {
            using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _stop.Token);
            CoapOutcome refusal = CoapOutcome.NotRegistered;
            if (Registrations.Find(endpoint) is Registration registration)
            {
                DeviceQueue queue = registration.Queue;
                QueuedRequest request = new(what, isForDevice, _time.GetUtcNow(), ExpiryOf(registration));
                CoapOutcome? refused = await queue.EnterAsync(request, stop.Token);
                if (refused == null)
                {
                    try
                    {
                        long start = _time.GetTimestamp();
                        BlockTransfer transfer = new(blockBytes, SendAsync);
                        (CoapOutcome outcome, CoapMessage response) = await run(transfer);
                        return new DeviceAnswer(path, outcome, response, _time.GetElapsedTime(start), _time.GetUtcNow(), transfer.Exchanges);
                    }
                    finally
                    {
                        queue.Leave(request);
                    }

                    Task<(CoapOutcome Outcome, CoapMessage Response)> SendAsync(CoapMessage part)
                    {
                        // The device may have moved meanwhile, or gone.
                        registration = Registrations.Find(endpoint) ?? registration;
                        return _coap.RequestAsync(registration.Peer, part, queue.Sleeper(request, registration.Id), stop.Token);
                    }
                }

                refusal = refused.Value;
            }

            return new DeviceAnswer(path, refusal, null, TimeSpan.Zero, _time.GetUtcNow());
        }

        private DateTimeOffset ExpiryOf(Registration registration)
        {
            TimeSpan? expiry = _queueExpiry ?? (registration.LifetimeSeconds == 0 ? null : TimeSpan.FromSeconds(registration.LifetimeSeconds));
            return registration.IsQueueMode && expiry != null ? _time.GetUtcNow() + expiry.Value : DateTimeOffset.MaxValue;
        }

        private void OnHeard(EndPoint peer)
        {
            if (Registrations.FindByPeer(peer) is Registration registration)
            {
                registration.Queue.Heard(registration);
            }
        }

        private void OnChanged(RegistrationChange change)
        {
            // A device that registers anew, and one that goes, has forgotten what was observed (LwM2M Core 1.1, section 6.4.1).
            string reason = change.Kind switch
            {
                RegistrationChangeKind.Registered => "the device registered anew",
                RegistrationChangeKind.Deregistered => "the device deregistered",
                RegistrationChangeKind.Expired => "the registration expired",
                _ => null,
            };
            RegistrationChanged?.Invoke(change);
            if (change.Kind is RegistrationChangeKind.Deregistered or RegistrationChangeKind.Expired)
            {
                change.Registration.Queue.Close();
            }

            if (reason != null)
            {
                Observations.RemoveAll(change.Registration.Endpoint, reason);
            }
        }
    }
}
