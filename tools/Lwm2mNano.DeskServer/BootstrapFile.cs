using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Lwm2mNano.Content;
using Lwm2mNano.Objects;

namespace Lwm2mNano.DeskServer
{
    /// <summary>
    /// Reads the file that says what a bootstrap gives to which device: JSON with comments. What is wrong with it is a
    /// <see cref="FormatException"/> that names the place and says what to do; it does not repeat keys.
    /// </summary>
    public static class BootstrapFile
    {
        private const string Self = "self";
        private const string NoSec = "nosec";
        private const string Psk = "psk";
        private const string DefaultRights = "default";
        private const string RightLetters = "RWEDC";
        private const string NoRights = "none";
        private const int MinShortServerId = 1;
        private const int MaxShortServerId = 65534;
        private const int MaxUriBytes = 255;
        private const int MaxObjectId = 65534;
        private const long DefaultLifetimeSeconds = 3600;
        private const string DefaultBinding = "U";

        private static readonly string[] s_formats =
        {
            CoapNames.Format(ContentFormat.Tlv), CoapNames.Format(ContentFormat.SenMlCbor), CoapNames.Format(ContentFormat.SenMlJson),
        };

        private static readonly string[] s_deviceNames = { "identity", "format", "delete", "servers", "accessControl", "bootstrapAccount" };
        private static readonly string[] s_accessNames = { "object", "instance", "owner", "acl" };

        // Resources of Object 1 by what they are called here, in rising order.
        private static readonly Dictionary<string, int> s_settings = new()
        {
            ["lifetime"] = ServerObject.Lifetime,
            ["defaultMinimumPeriod"] = ServerObject.DefaultMinimumPeriod,
            ["defaultMaximumPeriod"] = ServerObject.DefaultMaximumPeriod,
            ["disableTimeout"] = ServerObject.DisableTimeout,
            ["notificationStoring"] = ServerObject.NotificationStoring,
            ["binding"] = ServerObject.Binding,
            ["priority"] = ServerObject.PriorityOrder,
            ["initialDelay"] = ServerObject.InitialDelay,
            ["failureBlock"] = ServerObject.FailureBlock,
            ["bootstrapOnFailure"] = ServerObject.BootstrapOnFailure,
            ["retryCount"] = ServerObject.RetryCount,
            ["retryTimer"] = ServerObject.RetryTimer,
            ["sequenceDelay"] = ServerObject.SequenceDelay,
            ["sequenceRetryCount"] = ServerObject.SequenceRetryCount,
            ["muteSend"] = ServerObject.MuteSend,
        };

        private static readonly string[] s_serverNames =
            new[] { "shortServerId", "uri", "security", "identity", "identityHex", "key", "keyText" }.Concat(s_settings.Keys).ToArray();

        private static readonly Dictionary<string, int> s_accountChanges = new()
        {
            ["holdOff"] = SecurityObject.ClientHoldOffTime,
            ["accountTimeout"] = SecurityObject.BootstrapAccountTimeout,
        };

        /// <summary>
        /// Reads a file.
        /// </summary>
        /// <param name="path">The file, in UTF-8.</param>
        /// <returns>What is in it.</returns>
        /// <exception cref="IOException">It cannot be read.</exception>
        /// <exception cref="UnauthorizedAccessException">It must not be read.</exception>
        /// <exception cref="FormatException">Something is wrong with it.</exception>
        public static BootstrapConfiguration Read(string path)
        {
            string text = File.ReadAllText(path);
            try
            {
                return Parse(text);
            }
            catch (FormatException exception)
            {
                throw new FormatException($"{path}, {exception.Message}");
            }
        }

        /// <summary>
        /// Reads what is in a file.
        /// </summary>
        /// <param name="text">What is in it.</param>
        /// <returns>What it means.</returns>
        /// <exception cref="FormatException">Something is wrong with it.</exception>
        public static BootstrapConfiguration Parse(string text)
        {
            try
            {
                using JsonDocument document = JsonDocument.Parse(text, new JsonDocumentOptions
                {
                    CommentHandling = JsonCommentHandling.Skip,
                    AllowTrailingCommas = true,
                    AllowDuplicateProperties = false,
                });
                JsonPlace file = new(document.RootElement, string.Empty);
                JsonPlace devices = Required(file, file.Members(new[] { "devices" }), "devices", "the devices by name");
                IReadOnlyList<(string Name, JsonPlace Value)> members = devices.Members("devices by name");
                return members.Count == 0
                    ? throw devices.Problem($"there is no device: name one, or \"{BootstrapConfiguration.AnyEndpoint}\" for any")
                    : new BootstrapConfiguration(members.ToDictionary(m => m.Name, m => Device(m.Value)));
            }
            catch (JsonException exception)
            {
                // The reader's message begins with what is wrong and goes on with where, counted from 0.
                string what = Regex.Replace(exception.Message, " (Path: .*|LineNumber: .*)$", string.Empty);
                string where = exception.LineNumber is long line ? $"line {line + 1}, byte {exception.BytePositionInLine + 1}" : "the file";
                throw new FormatException($"{where}: {what}");
            }
        }

        private static BootstrapDevice Device(JsonPlace place)
        {
            IReadOnlyDictionary<string, JsonPlace> members = place.Members(s_deviceNames);
            JsonPlace list = Required(place, members, "servers", "a list of the servers that the device is given");
            BootstrapAccount[] servers = list.Items().Select(Server).ToArray();
            if (servers.Length == 0)
            {
                throw list.Problem("there is no server: a device without one has nowhere to go");
            }

            if (servers.GroupBy(s => s.ShortServerId).FirstOrDefault(g => g.Count() > 1) is { } twice)
            {
                throw list.Problem($"the shortServerId {twice.Key} is there twice: each server has its own");
            }

            return new BootstrapDevice
            {
                Place = place.Path,
                Identity = members.GetValueOrDefault("identity")?.Text(),
                Format = members.TryGetValue("format", out JsonPlace format) ? Format(format) : null,
                Deletes = members.TryGetValue("delete", out JsonPlace delete) ? delete.Items().Select(Delete).ToArray() : new[] { new ResourcePath() },
                Servers = servers,
                AccessControls = members.TryGetValue("accessControl", out JsonPlace access)
                    ? access.Items().Select(item => AccessControl(item, servers)).ToArray()
                    : Array.Empty<BootstrapAccessControl>(),
                AccountChanges = members.TryGetValue("bootstrapAccount", out JsonPlace account)
                    ? Values(account.Members(s_accountChanges.Keys), s_accountChanges, SecurityObject.Id)
                    : Array.Empty<(int, object)>(),
            };
        }

        private static int Format(JsonPlace place)
        {
            string name = place.Text();
            return s_formats.Contains(name) && CoapNames.TryParseFormat(name, out int format)
                ? format
                : throw place.Problem($"there is no format '{name}' here: use {string.Join(", ", s_formats)}, or leave it to the device");
        }

        private static ResourcePath Delete(JsonPlace place)
        {
            string text = place.Text();
            ResourcePath path = PathText.Parse(text);
            return path != null && path.ResourceId == ResourcePath.None
                ? path
                : throw place.Problem($"'{text}' is not what is deleted: write / for everything, an object such as /1 or an instance such as /1/2");
        }

        private static BootstrapAccount Server(JsonPlace place)
        {
            IReadOnlyDictionary<string, JsonPlace> members = place.Members(s_serverNames);
            int shortServerId = Required(place, members, "shortServerId", "a number of the server's own").Number(MinShortServerId, MaxShortServerId);
            bool isSecure = members.TryGetValue("security", out JsonPlace security) && IsSecure(security);
            string uri = Uri(Required(place, members, "uri", "such as \"coap://192.168.1.20\", or \"self\" for this server"), isSecure);
            byte[] identity = Either(place, members, isSecure, "identity", "identityHex", false, PskKeys.MaxIdentityBytes);
            byte[] key = Either(place, members, isSecure, "keyText", "key", true, PskKeys.MaxKeyBytes);

            Dictionary<int, object> settings = new()
            {
                [ServerObject.Lifetime] = DefaultLifetimeSeconds,
                [ServerObject.NotificationStoring] = true,
                [ServerObject.Binding] = DefaultBinding,
            };
            foreach ((int resourceId, object value) in Values(members, s_settings, ServerObject.Id))
            {
                settings[resourceId] = value;
            }

            return new BootstrapAccount(shortServerId, uri, isSecure, identity, key, settings.OrderBy(s => s.Key).Select(s => (s.Key, s.Value)).ToArray());
        }

        private static bool IsSecure(JsonPlace place) => place.Text() switch
        {
            NoSec => false,
            Psk => true,
            string other => throw place.Problem($"there is no security '{other}' here: use {NoSec} or {Psk}"),
        };

        private static string Uri(JsonPlace place, bool isSecure)
        {
            string text = place.Text();
            if (text == Self)
            {
                return null;
            }

            string scheme = isSecure ? "coaps" : "coap";
            string security = isSecure ? Psk : NoSec;
            return System.Uri.TryCreate(text, UriKind.Absolute, out Uri uri) && uri.Scheme == scheme && uri.Host.Length > 0
                && uri.AbsolutePath is "/" or "" && Encoding.UTF8.GetByteCount(text) <= MaxUriBytes
                ? text
                : throw place.Problem($"'{text}' is no way to a server with security {security}: write such as {scheme}://192.168.1.20 or {scheme}://host:1234, or {Self}");
        }

        // A value that may be written as text or in hexadecimal digits; it is there with security and only then. A key is not repeated.
        private static byte[] Either(
            JsonPlace place, IReadOnlyDictionary<string, JsonPlace> members, bool isWanted, string textName, string hexName, bool isSecret, int maxBytes)
        {
            JsonPlace text = members.GetValueOrDefault(textName);
            JsonPlace hex = members.GetValueOrDefault(hexName);
            if (!isWanted)
            {
                return text == null && hex == null ? Array.Empty<byte>() : throw (text ?? hex).Problem($"only security {Psk} has it: add \"security\": \"{Psk}\"");
            }

            if ((text == null) == (hex == null))
            {
                throw place.Problem($"security {Psk} wants {textName}, or {hexName} in hexadecimal digits, and not both");
            }

            string value = (text ?? hex).Text();
            if (hex != null && (value.Length % 2 != 0 || !value.All(char.IsAsciiHexDigit)))
            {
                throw hex.Problem($"{(isSecret ? "it" : $"'{value}'")} is not in hexadecimal digits, two a byte; a text is {textName}");
            }

            byte[] bytes = hex == null ? Encoding.UTF8.GetBytes(value) : Convert.FromHexString(value);
            return bytes.Length <= maxBytes ? bytes : throw (text ?? hex).Problem($"it has {bytes.Length} bytes, and {maxBytes} are the most");
        }

        private static (int ResourceId, object Value)[] Values(IReadOnlyDictionary<string, JsonPlace> members, Dictionary<string, int> resources, int objectId) =>
            resources.Where(r => members.ContainsKey(r.Key)).Select(r => (r.Value, Value(members[r.Key], objectId, r.Value))).ToArray();

        private static object Value(JsonPlace place, int objectId, int resourceId)
        {
            switch (ResourceModel.Find(objectId, resourceId).Type)
            {
                case ResourceType.Boolean:
                    return place.Flag();
                case ResourceType.String:
                    string binding = place.Text();
                    return Regex.IsMatch(binding, "^[UMHTSN]+$")
                        ? binding
                        : throw place.Problem($"'{binding}' is no binding: U is UDP, T is TCP, S is SMS, N is non-IP");
                default:
                    return (long)place.Number(objectId == ServerObject.Id && resourceId == ServerObject.Lifetime ? 1 : 0, int.MaxValue);
            }
        }

        private static BootstrapAccessControl AccessControl(JsonPlace place, BootstrapAccount[] servers)
        {
            IReadOnlyDictionary<string, JsonPlace> members = place.Members(s_accessNames);
            int objectId = Required(place, members, "object", "the object that is protected").Number(1, MaxObjectId);
            int owner = members.TryGetValue("owner", out JsonPlace ownerPlace)
                ? OneOf(ownerPlace, servers, ownerPlace.Number(MinShortServerId, MaxShortServerId))
                : AccessControlObject.BootstrapOwner;

            Dictionary<int, long> rights = new();
            if (members.TryGetValue("acl", out JsonPlace acl))
            {
                foreach ((string name, JsonPlace value) in acl.Members("rights by shortServerId"))
                {
                    int server = name == DefaultRights
                        ? 0
                        : int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0
                            ? OneOf(value, servers, number)
                            : throw value.Problem($"'{name}' is no server: write a shortServerId, or \"{DefaultRights}\" for all others");
                    rights[server] = Rights(value);
                }
            }

            return new BootstrapAccessControl(
                objectId,
                members.TryGetValue("instance", out JsonPlace instance) ? instance.Number(0, ResourcePath.MaxId) : AccessControlObject.WholeObject,
                owner,
                rights);
        }

        private static int OneOf(JsonPlace place, BootstrapAccount[] servers, int shortServerId) =>
            servers.Any(s => s.ShortServerId == shortServerId)
                ? shortServerId
                : throw place.Problem($"there is no server {shortServerId} here: use {string.Join(", ", servers.Select(s => s.ShortServerId))}");

        private static long Rights(JsonPlace place)
        {
            string letters = place.Text();
            if (letters == NoRights)
            {
                return 0;
            }

            return letters.All(l => RightLetters.Contains(l)) && letters.Distinct().Count() == letters.Length
                ? letters.Sum(l => 1L << RightLetters.IndexOf(l))
                : throw place.Problem($"'{letters}' are no rights: write R to read, W to write, E to execute, D to delete and C to create, such as RWE, or {NoRights}");
        }

        private static JsonPlace Required(JsonPlace place, IReadOnlyDictionary<string, JsonPlace> members, string name, string what) =>
            members.TryGetValue(name, out JsonPlace value) ? value : throw place.Problem($"{name} is missing: {what}");
    }
}
