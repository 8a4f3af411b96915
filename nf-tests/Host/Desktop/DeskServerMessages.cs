using System.Linq;
using System.Text;
using Lwm2mNano.Coap;
using Lwm2mNano.DeskServer;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>Messages that a device sends.</summary>
    internal static class DeskServerMessages
    {
        public const string Links = "</1/0>,</3/0>";

        private static int s_messageId;

        public static CoapMessage Request(int code, string path, params string[] queries)
        {
            CoapMessage request = new(code) { Type = CoapType.Confirmable, MessageId = s_messageId++ & 0xFFFF, Token = new byte[] { 1, 2 } };
            foreach (string segment in path.Split('/').Where(s => s.Length > 0))
            {
                request.Add(CoapOption.UriPath, segment);
            }

            foreach (string query in queries)
            {
                request.Add(CoapOption.UriQuery, query);
            }

            return request;
        }

        public static CoapMessage Register(params string[] queries) => WithLinks(Request(CoapCode.Post, "rd", queries), Links);

        public static CoapMessage WithLinks(CoapMessage request, string links)
        {
            request.Add(CoapOption.ContentFormat, 40u);
            request.Payload = Encoding.UTF8.GetBytes(links);
            return request;
        }

        /// <summary>The answer of a device to a request of the server's, piggybacked.</summary>
        public static CoapMessage Answer(CoapMessage request, int code, int format = -1, string payload = "")
        {
            CoapMessage answer = new(code)
            {
                Type = CoapType.Acknowledgement,
                MessageId = request.MessageId,
                Token = request.Token,
                Payload = Encoding.UTF8.GetBytes(payload),
            };
            if (format >= 0)
            {
                answer.Add(CoapOption.ContentFormat, (uint)format);
            }

            return answer;
        }

        /// <summary>A notification of a device that answers an observing request of the server's; with a sequence number below 0 without Observe.</summary>
        public static CoapMessage Notification(CoapMessage request, int sequence, string payload = "", int type = CoapType.NonConfirmable, int code = 0x45)
        {
            CoapMessage notification = new(code)
            {
                Type = type,
                MessageId = s_messageId++ & 0xFFFF,
                Token = request.Token,
                Payload = Encoding.UTF8.GetBytes(payload),
            };
            if (sequence >= 0)
            {
                notification.Add(CoapOption.Observe, (uint)sequence);
            }

            notification.Add(CoapOption.ContentFormat, 0u);
            return notification;
        }

        public static string Text(byte[] payload) => Encoding.UTF8.GetString(payload);
    }
}
