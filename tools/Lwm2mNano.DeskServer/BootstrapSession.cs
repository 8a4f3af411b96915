using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Text;
using System.Threading.Tasks;
using Lwm2mNano.Coap;
using Lwm2mNano.Content;
using Lwm2mNano.Objects;

namespace Lwm2mNano.DeskServer
{
    /// <summary>
    /// One bootstrap of one device (LwM2M Core 1.1, section 6.1.7): deletes, looks which instances are taken, writes each object in one
    /// message, and finishes. Every step waits for its answer; one that is refused or not answered ends it.
    /// </summary>
    internal sealed class BootstrapSession
    {
        // The instance that the bootstrap account usually is: for devices that do not tell.
        private const int UsualAccountInstance = 0;

        private const string ShortServerIdAttribute = "ssid";

        private static readonly Dictionary<int, int?> s_none = new();

        private readonly string _endpoint;
        private readonly EndPoint _peer;
        private readonly BootstrapDevice _device;
        private readonly IReadOnlyList<(BootstrapAccount Account, string Uri)> _servers;
        private readonly int _format;
        private readonly TimeProvider _time;
        private readonly Func<CoapMessage, Task<(CoapOutcome Outcome, CoapMessage Response)>> _exchange;
        private readonly Action<BootstrapChange> _report;

        // The request's own is the first.
        private int _exchanges = 1;

        /// <summary>
        /// Creates the session.
        /// </summary>
        /// <param name="endpoint">The device's Endpoint Client Name.</param>
        /// <param name="peer">Where it is.</param>
        /// <param name="device">What is done.</param>
        /// <param name="servers">The servers and their URIs as the device sees them.</param>
        /// <param name="format">The content format of what is written.</param>
        /// <param name="time">The clock.</param>
        /// <param name="exchange">Sends a request to the device and waits for its response.</param>
        /// <param name="report">Is told what happens.</param>
        internal BootstrapSession(
            string endpoint,
            EndPoint peer,
            BootstrapDevice device,
            IReadOnlyList<(BootstrapAccount Account, string Uri)> servers,
            int format,
            TimeProvider time,
            Func<CoapMessage, Task<(CoapOutcome Outcome, CoapMessage Response)>> exchange,
            Action<BootstrapChange> report)
        {
            _endpoint = endpoint;
            _peer = peer;
            _device = device;
            _servers = servers;
            _format = format;
            _time = time;
            _exchange = exchange;
            _report = report;
        }

        /// <summary>
        /// Runs it.
        /// </summary>
        /// <returns>A task that ends when it is over, however it went; it is cancelled where the exchange is.</returns>
        internal async Task RunAsync()
        {
            foreach (ResourcePath path in _device.Deletes)
            {
                if (!await StepAsync("delete", path, LwM2mServer.For(CoapCode.Delete, path)))
                {
                    return;
                }
            }

            // What is left of Object 0 has to be known: whatever was deleted, the bootstrap account is still there, and is not to be overwritten.
            Dictionary<int, int?> security = await DiscoverAsync(SecurityObject.Id);
            Dictionary<int, int?> servers = security == null ? null : await DiscoverUnlessDeletedAsync(ServerObject.Id);
            bool hasAccessControl = _device.AccessControls.Count > 0;
            Dictionary<int, int?> access = servers == null ? null : hasAccessControl ? await DiscoverUnlessDeletedAsync(AccessControlObject.Id) : s_none;
            if (access == null)
            {
                return;
            }

            int[] accessIds = Ids(_device.AccessControls.Select(_ => (int?)null), access);
            bool goesOn = await WriteAsync(SecurityObject.Id, Place(security, SecurityValues))
                && await WriteAsync(ServerObject.Id, Place(servers, ServerValues))
                && (!hasAccessControl || await WriteAsync(AccessControlObject.Id, _device.AccessControls.Select((a, i) => new BootstrapInstance(accessIds[i], AccessValues(a))).ToArray()));
            int account = security.Where(s => s.Value == null).Select(s => s.Key).DefaultIfEmpty(UsualAccountInstance).First();
            foreach ((int resourceId, object value) in _device.AccountChanges)
            {
                ResourcePath path = BootstrapContent.Path(SecurityObject.Id, account, resourceId);
                goesOn = goesOn && await WriteAsync(path, BootstrapContent.Encode(path, value, _format));
            }

            if (goesOn)
            {
                CoapMessage finish = new(CoapCode.Post);
                finish.Add(CoapOption.UriPath, BootstrapInterface.Root);
                await StepAsync("finish", null, finish);
            }
        }

        private Task<bool> WriteAsync(int objectId, IReadOnlyList<BootstrapInstance> instances) =>
            WriteAsync(BootstrapContent.Path(objectId), BootstrapContent.Encode(objectId, instances, _format));

        private Task<bool> WriteAsync(ResourcePath path, byte[] payload) =>
            StepAsync("write", path, LwM2mServer.WithPayload(CoapCode.Put, path, _format, payload));

        private async Task<Dictionary<int, int?>> DiscoverUnlessDeletedAsync(int objectId)
        {
            ResourcePath path = BootstrapContent.Path(objectId);
            return _device.Deletes.Any(deleted => PathText.IsBelow(path, deleted)) ? s_none : await DiscoverAsync(objectId);
        }

        // Gives an object's instances and the servers that they are for; null where the device does not answer.
        private async Task<Dictionary<int, int?>> DiscoverAsync(int objectId)
        {
            ResourcePath path = BootstrapContent.Path(objectId);
            DeviceAnswer answer = await SendAsync(path, LwM2mServer.ReadRequest(path, ContentFormat.LinkFormat));
            if (answer.Outcome != CoapOutcome.Answered)
            {
                Fail("discover", path, answer);
                return null;
            }

            if (answer.Links() is IReadOnlyList<LwM2mLink> links)
            {
                Report(BootstrapChangeKind.Step, "discover", path, answer);
                return links.Select(l => (Path: PathText.Parse(l.Path), Server: ServerOf(l)))
                    .Where(l => l.Path != null && l.Path.ObjectId == objectId && l.Path.InstanceId != ResourcePath.None && l.Path.ResourceId == ResourcePath.None)
                    .GroupBy(l => l.Path.InstanceId)
                    .ToDictionary(g => g.Key, g => g.First().Server);
            }

            // LwM2M 1.0 has no Discover in a bootstrap.
            bool isSecurity = objectId == SecurityObject.Id;
            string assumption = isSecurity ? $"its bootstrap account is taken to be {PathText.ToText(path)}/{UsualAccountInstance}" : "it is taken to have none";
            Report(BootstrapChangeKind.Step, "discover", path, answer, reason: assumption);
            return isSecurity ? new Dictionary<int, int?> { [UsualAccountInstance] = null } : s_none;
        }

        private static int? ServerOf(LwM2mLink link) =>
            int.TryParse(link.Attributes.FirstOrDefault(a => a.Key == ShortServerIdAttribute).Value, out int server) ? server : null;

        private BootstrapInstance[] Place(Dictionary<int, int?> existing, Func<(BootstrapAccount Account, string Uri), IReadOnlyList<(int, object)>> values)
        {
            int[] ids = Ids(_servers.Select(s => (int?)s.Account.ShortServerId), existing);
            return _servers.Select((server, index) => new BootstrapInstance(ids[index], values(server))).ToArray();
        }

        // A server that is there keeps its instance; the others get the first ones that are free.
        private static int[] Ids(IEnumerable<int?> servers, Dictionary<int, int?> existing)
        {
            HashSet<int> taken = existing.Keys.ToHashSet();
            return servers.Select(server =>
            {
                int id = existing.Where(e => server != null && e.Value == server).Select(e => e.Key).FirstOrDefault(-1);
                if (id < 0)
                {
                    id = Enumerable.Range(0, ResourcePath.MaxId).First(free => !taken.Contains(free));
                    taken.Add(id);
                }

                return id;
            }).ToArray();
        }

        private static IReadOnlyList<(int, object)> SecurityValues((BootstrapAccount Account, string Uri) server) => new (int, object)[]
        {
            (SecurityObject.ServerUri, server.Uri),
            (SecurityObject.BootstrapServer, false),
            (SecurityObject.Mode, (long)(server.Account.IsSecure ? SecurityMode.PreSharedKey : SecurityMode.NoSec)),
            (SecurityObject.Identity, server.Account.Identity),
            (SecurityObject.ServerPublicKey, Array.Empty<byte>()),
            (SecurityObject.SecretKey, server.Account.Key),
            (SecurityObject.ShortServerId, (long)server.Account.ShortServerId),
        };

        private static IReadOnlyList<(int, object)> ServerValues((BootstrapAccount Account, string Uri) server) =>
            server.Account.Settings.Prepend((ServerObject.ShortServerId, (long)server.Account.ShortServerId)).ToArray();

        private static IReadOnlyList<(int, object)> AccessValues(BootstrapAccessControl access)
        {
            List<(int, object)> values = new()
            {
                (AccessControlObject.ProtectedObjectId, (long)access.ObjectId),
                (AccessControlObject.ProtectedInstanceId, (long)access.InstanceId),
                (AccessControlObject.Owner, (long)access.Owner),
            };
            if (access.Rights.Count > 0)
            {
                values.Insert(2, (AccessControlObject.Acl, access.Rights));
            }

            return values;
        }

        private async Task<DeviceAnswer> SendAsync(ResourcePath path, CoapMessage request)
        {
            long start = _time.GetTimestamp();
            BlockTransfer transfer = new(null, _exchange);
            (CoapOutcome outcome, CoapMessage response) = await transfer.RunAsync(request);
            _exchanges += transfer.Exchanges;
            return new DeviceAnswer(path, outcome, response, _time.GetElapsedTime(start), _time.GetUtcNow(), transfer.Exchanges);
        }

        // Gives whether there is to be another step.
        private async Task<bool> StepAsync(string operation, ResourcePath path, CoapMessage request)
        {
            DeviceAnswer answer = await SendAsync(path ?? new ResourcePath(), request);
            if (!answer.IsSuccess)
            {
                Fail(operation, path, answer, request.Payload.Length);
                return false;
            }

            // Of the finish, what follows says more.
            if (path == null)
            {
                Report(BootstrapChangeKind.Finished, operation, path, answer);
            }
            else
            {
                Report(BootstrapChangeKind.Step, operation, path, answer, request.Payload.Length);
            }

            return true;
        }

        private void Fail(string operation, ResourcePath path, DeviceAnswer answer, int bytes = 0)
        {
            string diagnosis = answer.Payload.Length > 0 ? $" ({Encoding.UTF8.GetString(answer.Payload)})" : string.Empty;
            Report(BootstrapChangeKind.Failed, operation, path, answer, bytes, answer + diagnosis);
        }

        private void Report(BootstrapChangeKind kind, string operation, ResourcePath path, DeviceAnswer answer, int bytes = 0, string reason = null) =>
            _report(new BootstrapChange(
                kind,
                _endpoint,
                _peer,
                operation,
                path == null ? null : PathText.ToText(path),
                bytes > 0 ? _format : ContentFormat.None,
                bytes,
                answer,
                _exchanges,
                _servers.Select(s => (s.Account.ShortServerId, s.Uri)).ToArray(),
                reason));
    }
}
