using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using Lwm2mNano.Coap;
using Lwm2mNano.Content;
using Lwm2mNano.DeskServer;
using Lwm2mNano.Objects;
using NFUnitTest;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>A bootstrap server that deletes everything, writes one account, and finishes.</summary>
    internal sealed class BootstrapScriptServer : IAsyncDisposable
    {
        private readonly IDatagramChannel _channel;
        private readonly CoapEndpoint _coap;
        private readonly CancellationTokenSource _stop = new();
        private readonly Task _completion;
        private readonly List<(int Method, string Path, byte[] Payload)> _script = new();

        /// <summary>Starts it; the account is that of a server on this machine.</summary>
        public BootstrapScriptServer(IDatagramChannel channel, int serverPort, string identity = null, byte[] key = null)
        {
            byte[] security = new ConfigurationTestFile()
                .Add(SecurityObject.ServerUri, $"{(key is null ? "coap" : "coaps")}://127.0.0.1:{serverPort}")
                .Add(SecurityObject.BootstrapServer, 0)
                .Add(SecurityObject.Mode, key is null ? SecurityMode.NoSec : SecurityMode.PreSharedKey)
                .Add(SecurityObject.Identity, identity ?? string.Empty)
                .Add(SecurityObject.ServerPublicKey, string.Empty)
                .Add(SecurityObject.SecretKey, key ?? [])
                .Add(SecurityObject.ShortServerId, 101)
                .Body();
            byte[] server = new ConfigurationTestFile()
                .Add(ServerObject.ShortServerId, 101)
                .Add(ServerObject.Lifetime, 1234)
                .Add(ServerObject.NotificationStoring, 1)
                .Add(ServerObject.Binding, "U")
                .Body();
            _script.Add((CoapCode.Delete, "/", null));
            _script.Add((CoapCode.Put, "/0/1", security));
            _script.Add((CoapCode.Put, "/1/0", server));
            _script.Add((CoapCode.Post, "/bs", null));
            _channel = channel;
            _coap = new CoapEndpoint(channel, TimeProvider.System, Serve);
            _completion = _coap.RunAsync(_stop.Token);
        }

        public int Port => ((IPEndPoint)_channel.LocalEndPoint).Port;

        /// <summary>Gets the queries of the requests to be bootstrapped.</summary>
        public List<string> Requests { get; } = new();

        /// <summary>Gets the codes of the device's answers.</summary>
        public List<int> Codes { get; } = new();

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _completion;
            _channel.Dispose();
            _stop.Dispose();
        }

        private (CoapMessage Answer, Action Then) Serve(CoapMessage request, EndPoint peer)
        {
            if (request.Code != CoapCode.Post || !request.Texts(CoapOption.UriPath).SequenceEqual(["bs"]))
            {
                return (new CoapMessage(ResponseCode.NotFound), null);
            }

            Requests.Add(string.Join('&', request.Texts(CoapOption.UriQuery)));
            return (new CoapMessage(ResponseCode.Changed), () => _ = RunAsync(peer));
        }

        private async Task RunAsync(EndPoint peer)
        {
            foreach ((int method, string path, byte[] payload) in _script)
            {
                CoapMessage request = new(method);
                foreach (string segment in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
                {
                    request.Add(CoapOption.UriPath, segment);
                }

                if (payload is not null)
                {
                    request.Add(CoapOption.ContentFormat, (uint)ContentFormat.Tlv);
                    request.Payload = payload;
                }

                (_, CoapMessage response) = await _coap.RequestAsync(peer, request, _stop.Token);
                Codes.Add(response?.Code ?? 0);
            }
        }
    }
}
