using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Lwm2mNano.Coap;
using Lwm2mNano.Content;
using Lwm2mNano.Objects;

namespace Lwm2mNano.DeskServer
{
    /// <summary>
    /// Answers Register, Update and Deregister (LwM2M Core 1.1, section 6.2; LwM2M Transport 1.1, section 6.4.3).
    /// </summary>
    public sealed class RegistrationInterface
    {
        /// <summary>The path's first segment; the registration is the second.</summary>
        public const string Root = "rd";

        private const string DefaultVersion = "1.0";
        private const int PreconditionFailed = 0x8C;

        private readonly RegistrationTable _table;
        private readonly Func<EndPoint, string, string> _claim;
        private readonly Action<RegistrationChange> _changed;

        /// <summary>
        /// Creates the interface.
        /// </summary>
        /// <param name="table">The registrations.</param>
        /// <param name="claim">Says why an endpoint may not be a peer's, or <see langword="null"/>.</param>
        /// <param name="changed">Is told what happened, after the answer was sent.</param>
        public RegistrationInterface(RegistrationTable table, Func<EndPoint, string, string> claim, Action<RegistrationChange> changed)
        {
            _table = table;
            _claim = claim;
            _changed = changed;
        }

        /// <summary>
        /// Answers a request.
        /// </summary>
        /// <param name="request">The request.</param>
        /// <param name="peer">Who sent it.</param>
        /// <param name="id">The location's second segment, or <see langword="null"/>.</param>
        /// <returns>The answer, and what is to be done once it is sent.</returns>
        internal (CoapMessage Answer, Action Then) Serve(CoapMessage request, EndPoint peer, string id)
        {
            if (id == null)
            {
                return request.Code == CoapCode.Post
                    ? Register(request, peer)
                    : throw new RefusedException(ResponseCode.MethodNotAllowed, $"/{Root} takes POST only");
            }

            Registration registration = _table.FindById(id) ?? throw new RefusedException(ResponseCode.NotFound, $"there is no registration {Root}/{id}");
            if ((registration.Peer as DtlsPeer)?.Identity != (peer as DtlsPeer)?.Identity)
            {
                throw new RefusedException(ResponseCode.Forbidden, $"{registration.Location} was registered with another key");
            }

            return request.Code switch
            {
                CoapCode.Post => Update(request, peer, registration),
                CoapCode.Delete => Deregister(peer, registration),
                _ => throw new RefusedException(ResponseCode.MethodNotAllowed, $"/{Root}/{id} takes POST and DELETE only"),
            };
        }

        private (CoapMessage Answer, Action Then) Register(CoapMessage request, EndPoint peer)
        {
            Dictionary<string, string> parameters = Parameters(request, "ep", "lt", "lwm2m", "b", "Q", "sms");
            if (!parameters.TryGetValue("ep", out string endpoint) || string.IsNullOrEmpty(endpoint))
            {
                throw new RefusedException(ResponseCode.BadRequest, "ep is missing");
            }

            string version = parameters.GetValueOrDefault("lwm2m", DefaultVersion);
            if (version == null || !Regex.IsMatch(version, "^1\\.[0-9]$"))
            {
                throw new RefusedException(PreconditionFailed, $"this server speaks LwM2M 1.x, not '{version}'");
            }

            IReadOnlyList<LwM2mLink> links = Links(request);
            if (links.Count == 0)
            {
                throw new RefusedException(ResponseCode.BadRequest, "the links of the objects are missing");
            }

            // LwM2M 1.0 said queue mode in the binding.
            string binding = Binding(parameters) ?? Registration.DefaultBinding;
            uint lifetime = Lifetime(parameters) ?? Registration.DefaultLifetimeSeconds;
            if (_claim(peer, endpoint) is string reason)
            {
                throw new RefusedException(ResponseCode.Forbidden, reason);
            }

            Registration registration = _table.Add(
                new Registration
                {
                    Endpoint = endpoint,
                    Peer = peer,
                    LifetimeSeconds = lifetime,
                    Version = version,
                    Binding = binding,
                    IsQueueMode = parameters.ContainsKey("Q") || binding.Contains('Q'),
                    Links = links,
                },
                out bool replaces);

            CoapMessage answer = new(ResponseCode.Created);
            answer.Add(CoapOption.LocationPath, Root);
            answer.Add(CoapOption.LocationPath, registration.Id);
            return (answer, () => _changed(new RegistrationChange(RegistrationChangeKind.Registered, registration, peer, replaces)));
        }

        private (CoapMessage Answer, Action Then) Update(CoapMessage request, EndPoint peer, Registration registration)
        {
            Dictionary<string, string> parameters = Parameters(request, "lt", "b", "sms");
            IReadOnlyList<LwM2mLink> links = Links(request);

            // A device behind a network address translation comes from another port after a while.
            Registration updated = _table.Update(registration with
            {
                Peer = peer,
                LifetimeSeconds = Lifetime(parameters) ?? registration.LifetimeSeconds,
                Binding = Binding(parameters) ?? registration.Binding,
                Links = links.Count == 0 ? registration.Links : links,
            });
            if (updated == null)
            {
                throw new RefusedException(ResponseCode.NotFound, $"{registration.Location} has just expired");
            }

            return (
                new CoapMessage(ResponseCode.Changed),
                () => _changed(new RegistrationChange(RegistrationChangeKind.Updated, updated, peer)));
        }

        private (CoapMessage Answer, Action Then) Deregister(EndPoint peer, Registration registration)
        {
            if (!_table.Remove(registration))
            {
                throw new RefusedException(ResponseCode.NotFound, $"{registration.Location} has just expired");
            }

            return (
                new CoapMessage(ResponseCode.Deleted),
                () => _changed(new RegistrationChange(RegistrationChangeKind.Deregistered, registration, peer)));
        }

        /// <summary>
        /// Gets the parameters of a request.
        /// </summary>
        /// <param name="request">The request.</param>
        /// <param name="known">The names that may be there, each once.</param>
        /// <returns>The values by name; that of one without any is <see langword="null"/>.</returns>
        internal static Dictionary<string, string> Parameters(CoapMessage request, params string[] known)
        {
            Dictionary<string, string> parameters = new();
            foreach (string query in request.Texts(CoapOption.UriQuery))
            {
                int equals = query.IndexOf('=');
                string name = equals < 0 ? query : query[..equals];
                if (!known.Contains(name))
                {
                    throw new RefusedException(ResponseCode.BadRequest, $"there is no parameter '{name}' here");
                }

                if (!parameters.TryAdd(name, equals < 0 ? null : query[(equals + 1)..]))
                {
                    throw new RefusedException(ResponseCode.BadRequest, $"{name} is given twice");
                }
            }

            return parameters;
        }

        private static uint? Lifetime(Dictionary<string, string> parameters)
        {
            if (!parameters.TryGetValue("lt", out string text))
            {
                return null;
            }

            return uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out uint seconds)
                ? seconds
                : throw new RefusedException(ResponseCode.BadRequest, $"lt is no number of seconds: '{text}'");
        }

        private static string Binding(Dictionary<string, string> parameters)
        {
            if (!parameters.TryGetValue("b", out string binding))
            {
                return null;
            }

            return binding != null && Regex.IsMatch(binding, "^[UMHTSN]+Q?S?$")
                ? binding
                : throw new RefusedException(ResponseCode.BadRequest, $"b is no binding: '{binding}'");
        }

        private static IReadOnlyList<LwM2mLink> Links(CoapMessage request)
        {
            uint format = request.Unsigned(CoapOption.ContentFormat) ?? ContentFormat.LinkFormat;
            if (request.Payload.Length > 0 && format != ContentFormat.LinkFormat)
            {
                throw new RefusedException(ResponseCode.UnsupportedContentFormat, $"the links are wanted as {ContentFormat.LinkFormat}, not {format}");
            }

            return LwM2mLink.Parse(Encoding.UTF8.GetString(request.Payload))
                ?? throw new RefusedException(ResponseCode.BadRequest, "the list of links is malformed");
        }
    }
}
