using System;
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
    /// wait for each other. Paths are written as <c>/3/0/1</c>; one that is none is an <see cref="ArgumentException"/>.
    /// </summary>
    public sealed class LwM2mServer : IAsyncDisposable
    {
        private readonly IDatagramChannel _channel;
        private readonly TimeProvider _time;
        private readonly CoapEndpoint _coap;
        private readonly CancellationTokenSource _stop = new();

        /// <summary>
        /// Creates the server and starts it.
        /// </summary>
        /// <param name="channel">The way to the devices; disposed of with the server.</param>
        /// <param name="time">The clock and timers, or <see langword="null"/> for the machine's.</param>
        /// <param name="changed">Is told what happens to registrations, before which nothing is received; or <see langword="null"/>.</param>
        public LwM2mServer(IDatagramChannel channel, TimeProvider time = null, Action<RegistrationChange> changed = null)
        {
            _channel = channel;
            _time = time ?? TimeProvider.System;
            RegistrationChanged += changed;
            Registrations = new RegistrationTable(_time);
            Registrations.Expired += r => OnChanged(new RegistrationChange(RegistrationChangeKind.Expired, r));
            _coap = new CoapEndpoint(channel, _time, new RegistrationInterface(Registrations, channel.Claim, OnChanged).Serve);
            Completion = _coap.RunAsync(_stop.Token);
        }

        /// <summary>
        /// Says what happened to a registration, after its request was answered. Called on the thread that receives, or on a timer's:
        /// does not block.
        /// </summary>
        public event Action<RegistrationChange> RegistrationChanged;

        /// <summary>Gets the registrations.</summary>
        public RegistrationTable Registrations { get; }

        /// <summary>Gets the address and port that devices send to.</summary>
        public EndPoint LocalEndPoint => _channel.LocalEndPoint;

        /// <summary>Gets a task that ends when the server stops, and fails if it breaks down.</summary>
        public Task Completion { get; }

        /// <summary>
        /// Reads an object, an instance, a resource or a resource instance.
        /// </summary>
        /// <param name="endpoint">The device's Endpoint Client Name.</param>
        /// <param name="path">What is read.</param>
        /// <param name="accept">The content format, or <see cref="ContentFormat.None"/> to leave it to the device.</param>
        /// <param name="cancellation">Gives it up.</param>
        /// <returns>What became of it.</returns>
        public Task<DeviceAnswer> ReadAsync(string endpoint, string path, int accept = ContentFormat.None, CancellationToken cancellation = default)
        {
            CoapMessage request = new(CoapCode.Get);
            if (accept != ContentFormat.None)
            {
                request.Add(CoapOption.Accept, (uint)accept);
            }

            return RequestAsync(endpoint, path, request, cancellation);
        }

        /// <summary>
        /// Asks what there is below a path, and its attributes.
        /// </summary>
        /// <param name="endpoint">The device's Endpoint Client Name.</param>
        /// <param name="path">An object, an instance or a resource.</param>
        /// <param name="cancellation">Gives it up.</param>
        /// <returns>What became of it.</returns>
        public Task<DeviceAnswer> DiscoverAsync(string endpoint, string path, CancellationToken cancellation = default) =>
            ReadAsync(endpoint, path, ContentFormat.LinkFormat, cancellation);

        /// <summary>
        /// Writes a payload.
        /// </summary>
        /// <param name="endpoint">The device's Endpoint Client Name.</param>
        /// <param name="path">An instance, a resource or a resource instance.</param>
        /// <param name="format">The payload's content format.</param>
        /// <param name="payload">The payload.</param>
        /// <param name="update">Whether what the payload leaves out stays (partial update), instead of being replaced.</param>
        /// <param name="cancellation">Gives it up.</param>
        /// <returns>What became of it.</returns>
        public Task<DeviceAnswer> WriteAsync(
            string endpoint, string path, int format, byte[] payload, bool update = false, CancellationToken cancellation = default)
        {
            return RequestAsync(endpoint, path, WithPayload(update ? CoapCode.Post : CoapCode.Put, format, payload), cancellation);
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
            WriteAsync(endpoint, path, ContentFormat.PlainText, Encoding.UTF8.GetBytes(value), false, cancellation);

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
            CoapMessage request = new(CoapCode.Put);
            foreach (string attribute in attributes)
            {
                request.Add(CoapOption.UriQuery, attribute);
            }

            return RequestAsync(endpoint, path, request, cancellation);
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
            CoapMessage request = arguments.Length == 0
                ? new CoapMessage(CoapCode.Post)
                : WithPayload(CoapCode.Post, ContentFormat.PlainText, Encoding.UTF8.GetBytes(arguments));
            return RequestAsync(endpoint, path, request, cancellation);
        }

        /// <summary>
        /// Creates an instance.
        /// </summary>
        /// <param name="endpoint">The device's Endpoint Client Name.</param>
        /// <param name="path">The object.</param>
        /// <param name="format">The payload's content format.</param>
        /// <param name="payload">The new instance's values.</param>
        /// <param name="cancellation">Gives it up.</param>
        /// <returns>What became of it.</returns>
        public Task<DeviceAnswer> CreateAsync(string endpoint, string path, int format, byte[] payload, CancellationToken cancellation = default) =>
            RequestAsync(endpoint, path, WithPayload(CoapCode.Post, format, payload), cancellation);

        /// <summary>
        /// Deletes an instance.
        /// </summary>
        /// <param name="endpoint">The device's Endpoint Client Name.</param>
        /// <param name="path">The instance.</param>
        /// <param name="cancellation">Gives it up.</param>
        /// <returns>What became of it.</returns>
        public Task<DeviceAnswer> DeleteAsync(string endpoint, string path, CancellationToken cancellation = default) =>
            RequestAsync(endpoint, path, new CoapMessage(CoapCode.Delete), cancellation);

        /// <summary>
        /// Stops. Requests that wait for an answer are cancelled.
        /// </summary>
        /// <returns>A task that ends when nothing is received any more.</returns>
        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await Completion.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Registrations.Dispose();
            _channel.Dispose();
        }

        private static CoapMessage WithPayload(int code, int format, byte[] payload)
        {
            CoapMessage request = new(code) { Payload = payload };
            request.Add(CoapOption.ContentFormat, (uint)format);
            return request;
        }

        private async Task<DeviceAnswer> RequestAsync(string endpoint, string path, CoapMessage request, CancellationToken cancellation)
        {
            ResourcePath parsed = PathText.Parse(path) ?? throw new ArgumentException($"'{path}' is no path", nameof(path));
            foreach (int id in PathText.Ids(parsed))
            {
                request.Add(CoapOption.UriPath, id.ToString());
            }

            using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _stop.Token);
            SemaphoreSlim turn = Registrations.Find(endpoint)?.Turn;
            if (turn != null)
            {
                await turn.WaitAsync(stop.Token);
                try
                {
                    // The device may have moved or gone meanwhile.
                    if (Registrations.Find(endpoint) is Registration registration)
                    {
                        long start = _time.GetTimestamp();
                        (CoapOutcome outcome, CoapMessage response) = await _coap.RequestAsync(registration.Peer, request, stop.Token);
                        return new DeviceAnswer(parsed, outcome, response, _time.GetElapsedTime(start));
                    }
                }
                finally
                {
                    turn.Release();
                }
            }

            return new DeviceAnswer(parsed, CoapOutcome.NotRegistered, null, TimeSpan.Zero);
        }

        private void OnChanged(RegistrationChange change) => RegistrationChanged?.Invoke(change);
    }
}
