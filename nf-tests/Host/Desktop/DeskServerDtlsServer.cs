using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using Lwm2mNano.DeskServer;
using NUnit.Framework;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>A desk server with DTLS on a port of the loopback, and what it reports.</summary>
    internal sealed class DeskServerDtlsServer : IDatagramChannel
    {
        public const string Key = "00112233445566778899AABBCCDDEEFF";

        private static readonly TimeSpan s_maxWait = TimeSpan.FromSeconds(30);

        private readonly UdpChannel _udp;
        private readonly BlockingCollection<DtlsChange> _changes = new();
        private readonly BlockingCollection<RegistrationChange> _registrations = new();

        public DeskServerDtlsServer(TimeSpan? handshakeTimeout = null, TimeProvider time = null, int port = 0, TimeSpan? awake = null)
        {
            _udp = new UdpChannel(port);
            Keys.Add("device", Convert.FromHexString(Key));
            Channel = new DtlsChannel(this, Keys, _changes.Add, handshakeTimeout);
            Server = new LwM2mServer(Channel, time, changed: _registrations.Add, awake: awake);
        }

        public PskKeys Keys { get; } = new();

        public DtlsChannel Channel { get; }

        public LwM2mServer Server { get; }

        public EndPoint LocalEndPoint => _udp.LocalEndPoint;

        /// <summary>Loses what the server sends where it says so.</summary>
        public Func<byte[], bool> Loses { get; set; } = _ => false;

        public ConcurrentQueue<byte[]> Sent { get; } = new();

        public ValueTask<ReceivedDatagram> ReceiveAsync(CancellationToken cancellation) => _udp.ReceiveAsync(cancellation);

        public void Send(ReadOnlySpan<byte> datagram, EndPoint peer)
        {
            if (!Loses(datagram.ToArray()))
            {
                Sent.Enqueue(datagram.ToArray());
                _udp.Send(datagram, peer);
            }
        }

        public DtlsChange Next()
        {
            Assert.That(_changes.TryTake(out DtlsChange change, s_maxWait), "nothing was reported");
            return change;
        }

        public DtlsChange Next(DtlsChangeKind kind)
        {
            DtlsChange change = Next();
            Assert.That(change.Kind, Is.EqualTo(kind), change.ToString());
            return change;
        }

        public RegistrationChange NextRegistration()
        {
            Assert.That(_registrations.TryTake(out RegistrationChange change, s_maxWait), "nothing was reported");
            return change;
        }

        /// <summary>Takes what was reported, and counts some of it.</summary>
        public int RegistrationCount(RegistrationChangeKind kind)
        {
            int count = 0;
            while (_registrations.TryTake(out RegistrationChange change))
            {
                count += change.Kind == kind ? 1 : 0;
            }

            return count;
        }

        public bool IsSilent => _changes.Count == 0;

        public void Dispose() => _udp.Dispose();
    }
}
