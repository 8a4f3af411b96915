using System;
using System.Net;
using System.Threading;
using System.Threading.Tasks;

namespace Lwm2mNano.DeskServer
{
    /// <summary>
    /// A plain and a secure channel as one.
    /// </summary>
    public sealed class CombinedChannel : IDatagramChannel
    {
        private readonly IDatagramChannel _plain;
        private readonly DtlsChannel _secure;
        private Task<ReceivedDatagram> _nextPlain;
        private Task<ReceivedDatagram> _nextSecure;

        /// <summary>
        /// Combines two channels.
        /// </summary>
        /// <param name="plain">The one without security; disposed of with this.</param>
        /// <param name="secure">The one with security; disposed of with this.</param>
        public CombinedChannel(IDatagramChannel plain, DtlsChannel secure)
        {
            _plain = plain;
            _secure = secure;
        }

        /// <summary>Gets the address and port of the plain one.</summary>
        public EndPoint LocalEndPoint => _plain.LocalEndPoint;

        /// <inheritdoc/>
        public async ValueTask<ReceivedDatagram> ReceiveAsync(CancellationToken cancellation)
        {
            // What did not come first this time is waited for on.
            _nextSecure ??= _secure.ReceiveAsync(cancellation).AsTask();
            _nextPlain ??= _plain.ReceiveAsync(cancellation).AsTask();
            Task<ReceivedDatagram> first = await Task.WhenAny(_nextSecure, _nextPlain);
            if (first == _nextSecure)
            {
                _nextSecure = null;
            }
            else
            {
                _nextPlain = null;
            }

            return await first;
        }

        /// <inheritdoc/>
        public void Send(ReadOnlySpan<byte> datagram, EndPoint peer)
        {
            IDatagramChannel channel = peer is DtlsPeer ? _secure : _plain;
            channel.Send(datagram, peer);
        }

        /// <inheritdoc/>
        public string Claim(EndPoint peer, string endpoint) => _secure.Claim(peer, endpoint);

        /// <inheritdoc/>
        public void Dispose()
        {
            _secure.Dispose();
            _plain.Dispose();
        }
    }
}
