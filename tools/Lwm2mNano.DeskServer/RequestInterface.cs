using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Text;
using Lwm2mNano.Coap;
using Lwm2mNano.Objects;

namespace Lwm2mNano.DeskServer
{
    /// <summary>
    /// Answers what devices ask: registration at <c>/rd</c>, Send at <c>/dp</c> and Bootstrap-Request at <c>/bs</c>. A refusal says in its diagnostic payload what is wrong.
    /// </summary>
    public sealed class RequestInterface
    {
        private static readonly HashSet<int> s_knownCriticalOptions = new()
        {
            CoapOption.UriHost, CoapOption.UriPort, CoapOption.UriPath, CoapOption.UriQuery, CoapOption.Accept, CoapOption.Block1,
            CoapOption.Block2,
        };

        private readonly BlockAssembly _blocks;
        private readonly RegistrationInterface _registration;
        private readonly SendInterface _send;
        private readonly BootstrapInterface _bootstrap;
        private readonly Action<RegistrationChange> _changed;

        /// <summary>
        /// Creates the interface.
        /// </summary>
        /// <param name="time">The clock.</param>
        /// <param name="registration">Answers at <c>/rd</c>.</param>
        /// <param name="send">Answers at <c>/dp</c>.</param>
        /// <param name="bootstrap">Answers at <c>/bs</c>, or <see langword="null"/>.</param>
        /// <param name="changed">Is told of refusals, after the answer was sent.</param>
        public RequestInterface(
            TimeProvider time,
            RegistrationInterface registration,
            SendInterface send,
            BootstrapInterface bootstrap,
            Action<RegistrationChange> changed)
        {
            _blocks = new BlockAssembly(time);
            _registration = registration;
            _send = send;
            _bootstrap = bootstrap;
            _changed = changed;
        }

        /// <summary>
        /// Answers a request.
        /// </summary>
        /// <param name="request">The request, or a block of it.</param>
        /// <param name="peer">Who sent it.</param>
        /// <returns>The answer, or <see langword="null"/> to drop the request; and what is to be done once it is sent, or <see langword="null"/>.</returns>
        public (CoapMessage Answer, Action Then) Serve(CoapMessage request, EndPoint peer)
        {
            if (request.Options.Any(o => o.Number is CoapOption.ProxyUri or CoapOption.ProxyScheme))
            {
                return (new CoapMessage(ResponseCode.ProxyingNotSupported), null);
            }

            if (request.Options.Any(o => CoapOption.IsCritical(o.Number) && !s_knownCriticalOptions.Contains(o.Number)))
            {
                // RFC 7252, section 5.4.1: rejected silently where it is non-confirmable.
                return (request.Type == CoapType.Confirmable ? new CoapMessage(ResponseCode.BadOption) : null, null);
            }

            CoapBlock block = null;
            CoapMessage answer;
            Action then = null;
            try
            {
                CoapMessage whole = _blocks.Add(request, peer, out block);
                (answer, then) = whole == null ? (new CoapMessage(ResponseCode.Continue), null) : Answer(whole, peer);
            }
            catch (RefusedException refused)
            {
                answer = new CoapMessage(refused.Code) { Payload = Encoding.UTF8.GetBytes(refused.Message) };
                if (refused.Code == ResponseCode.RequestEntityTooLarge)
                {
                    answer.Add(CoapOption.Size1, CoapBlock.MaxBodyBytes);
                }

                string reason = $"{CoapNames.Code(refused.Code)}, {refused.Message}";
                then = () => _changed(new RegistrationChange(RegistrationChangeKind.Refused, null, peer, Reason: reason));
            }

            block?.AddTo(answer, CoapOption.Block1);
            return (answer, then);
        }

        private (CoapMessage Answer, Action Then) Answer(CoapMessage request, EndPoint peer)
        {
            IReadOnlyList<string> path = request.Texts(CoapOption.UriPath);
            return path.FirstOrDefault() switch
            {
                RegistrationInterface.Root when path.Count <= 2 => _registration.Serve(request, peer, path.ElementAtOrDefault(1)),
                SendInterface.Root when path.Count == 1 => _send.Serve(request, peer),
                BootstrapInterface.Root when path.Count == 1 && _bootstrap != null => _bootstrap.Serve(request, peer),
                _ => throw new RefusedException(ResponseCode.NotFound, $"there is no /{string.Join('/', path)} here"),
            };
        }
    }
}
