using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Lwm2mNano.Coap;
using Lwm2mNano.Content;
using Lwm2mNano.Objects;

namespace Lwm2mNano.DeskServer
{
    /// <summary>
    /// Answers Bootstrap-Request (LwM2M Core 1.1, section 6.1.7.1) and bootstraps who may have it. A device that asks anew begins anew.
    /// </summary>
    public sealed class BootstrapInterface
    {
        /// <summary>The path's only segment, here and at the device for Bootstrap-Finish.</summary>
        public const string Root = "bs";

        private static readonly int[] s_formats = { ContentFormat.Tlv, ContentFormat.SenMlCbor, ContentFormat.SenMlJson };

        private readonly BootstrapConfiguration _configuration;
        private readonly TimeProvider _time;
        private readonly Func<EndPoint, CoapMessage, CancellationToken, Task<(CoapOutcome Outcome, CoapMessage Response)>> _exchange;
        private readonly Action<BootstrapChange> _changed;
        private readonly CancellationToken _stop;
        private readonly Dictionary<string, CancellationTokenSource> _sessions = new();

        /// <summary>
        /// Creates the interface.
        /// </summary>
        /// <param name="configuration">Who gets what.</param>
        /// <param name="time">The clock.</param>
        /// <param name="exchange">Sends a request to a device and waits for its response.</param>
        /// <param name="changed">Is told what happens, or <see langword="null"/>; called on the thread that receives, or on a timer's.</param>
        /// <param name="stop">Ends every bootstrap.</param>
        public BootstrapInterface(
            BootstrapConfiguration configuration,
            TimeProvider time,
            Func<EndPoint, CoapMessage, CancellationToken, Task<(CoapOutcome Outcome, CoapMessage Response)>> exchange,
            Action<BootstrapChange> changed,
            CancellationToken stop)
        {
            _configuration = configuration;
            _time = time;
            _exchange = exchange;
            _changed = changed ?? (_ => { });
            _stop = stop;
        }

        /// <summary>
        /// Answers a request.
        /// </summary>
        /// <param name="request">The request.</param>
        /// <param name="peer">Who sent it.</param>
        /// <returns>The answer, and what is to be done once it is sent.</returns>
        internal (CoapMessage Answer, Action Then) Serve(CoapMessage request, EndPoint peer)
        {
            if (request.Code != CoapCode.Post)
            {
                throw new RefusedException(ResponseCode.MethodNotAllowed, $"/{Root} takes POST only");
            }

            Dictionary<string, string> parameters = RegistrationInterface.Parameters(request, "ep", "pct");
            if (!parameters.TryGetValue("ep", out string endpoint) || string.IsNullOrEmpty(endpoint))
            {
                throw new RefusedException(ResponseCode.BadRequest, "ep is missing");
            }

            int preferred = ContentFormat.Tlv;
            if (parameters.TryGetValue("pct", out string text) && (text == null || !int.TryParse(text, out preferred)))
            {
                throw new RefusedException(ResponseCode.BadRequest, $"pct is no content format: '{text}'");
            }

            BootstrapDevice device = _configuration.Find(endpoint)
                ?? throw new RefusedException(ResponseCode.BadRequest, $"there is no configuration for the endpoint '{endpoint}'");
            if (device.Identity != null && (peer as DtlsPeer)?.Identity != device.Identity)
            {
                throw new RefusedException(ResponseCode.Forbidden, $"the endpoint '{endpoint}' is bootstrapped with the key of another identity only");
            }

            int format = device.Format ?? (s_formats.Contains(preferred) ? preferred : ContentFormat.Tlv);
            return (new CoapMessage(ResponseCode.Changed), () => Begin(endpoint, peer, device, format));
        }

        private void Begin(string endpoint, EndPoint peer, BootstrapDevice device, int format)
        {
            CancellationTokenSource stop = new();
            CancellationTokenSource old;
            lock (_sessions)
            {
                old = _sessions.GetValueOrDefault(endpoint);
                _sessions[endpoint] = stop;
            }

            old?.Cancel();
            _changed(new BootstrapChange(BootstrapChangeKind.Requested, endpoint, peer, Format: format));
            _ = RunAsync(endpoint, peer, device, format, stop);
        }

        private async Task RunAsync(string endpoint, EndPoint peer, BootstrapDevice device, int format, CancellationTokenSource stop)
        {
            try
            {
                (BootstrapAccount, string)[] servers = device.Servers.Select(s => (s, s.Uri ?? OwnUri(peer, s.IsSecure))).ToArray();
                await new BootstrapSession(endpoint, peer, device, servers, format, _time, part => ExchangeAsync(peer, part, stop.Token), _changed).RunAsync();
            }
            catch (OperationCanceledException)
            {
                if (!_stop.IsCancellationRequested)
                {
                    _changed(new BootstrapChange(BootstrapChangeKind.Failed, endpoint, peer, Reason: "the device asked anew"));
                }
            }
            catch (SocketException exception)
            {
                _changed(new BootstrapChange(
                    BootstrapChangeKind.Failed, endpoint, peer, Reason: $"the address of this server towards {RegistrationReport.Address(peer)} is not known: {exception.Message}"));
            }
            finally
            {
                lock (_sessions)
                {
                    if (_sessions.GetValueOrDefault(endpoint) == stop)
                    {
                        _sessions.Remove(endpoint);
                    }
                }
            }
        }

        private async Task<(CoapOutcome Outcome, CoapMessage Response)> ExchangeAsync(EndPoint peer, CoapMessage request, CancellationToken cancellation)
        {
            using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _stop);
            return await _exchange(peer, request, stop.Token);
        }

        // Where the device reaches this server: at the address that this machine sends to it from.
        private string OwnUri(EndPoint peer, bool isSecure)
        {
            IPEndPoint device = (IPEndPoint)((peer as DtlsPeer)?.Address ?? peer);
            IPAddress address = device.Address.IsIPv4MappedToIPv6 ? device.Address.MapToIPv4() : device.Address;
            using Socket route = new(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            route.Connect(address, device.Port);
            IPAddress own = ((IPEndPoint)route.LocalEndPoint).Address;

            // Without the scope, which is this machine's own.
            IPAddress reached = new(own.GetAddressBytes());
            return $"{(isSecure ? "coaps" : "coap")}://{new IPEndPoint(reached, isSecure ? _configuration.SecurePort.Value : _configuration.Port)}";
        }
    }
}
