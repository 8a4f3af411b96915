using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Lwm2mNano.Content;
using Lwm2mNano.DeskServer;
using Lwm2mNano.Objects;
using NUnit.Framework;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>The configuration file of the bootstrap server.</summary>
    public class DeskServerBootstrapFileTests
    {
        private const string Server = "\"shortServerId\": 101, \"uri\": \"coap://h\"";
        private const string SecureServer = "\"shortServerId\": 101, \"uri\": \"coaps://h\", \"security\": \"psk\"";

        [Test]
        public void The_least_that_a_server_takes_has_defaults()
        {
            BootstrapDevice device = Parse("a", $"\"servers\": [{{ {Server} }}]").Find("a");

            Assert.That(device.Format, Is.Null);
            Assert.That(device.Identity, Is.Null);
            Assert.That(device.Deletes.Select(PathText.ToText), Is.EqualTo(new[] { "/" }));
            Assert.That(device.AccessControls, Is.Empty);
            Assert.That(device.AccountChanges, Is.Empty);
            BootstrapAccount server = device.Servers.Single();
            Assert.That((server.ShortServerId, server.Uri, server.IsSecure), Is.EqualTo((101, "coap://h", false)));
            Assert.That(server.Identity.Concat(server.Key), Is.Empty);
            Assert.That(server.Settings, Is.EqualTo(new (int, object)[] { (1, 3600L), (6, true), (7, "U") }));
        }

        [Test]
        public void Everything_can_be_said()
        {
            BootstrapDevice device = Parse("a", """
                "identity": "bs-a", "format": "senml-cbor", "delete": ["/1", "/0/2"],
                "servers": [
                  {
                    "shortServerId": 1, "uri": "coaps://[2001:db8::1]:5690", "security": "psk", "identity": "id", "key": "00fF",
                    "lifetime": 60, "defaultMinimumPeriod": 2, "defaultMaximumPeriod": 3, "disableTimeout": 5, "notificationStoring": false, "binding": "UT",
                    "priority": 13, "initialDelay": 14, "failureBlock": true, "bootstrapOnFailure": false, "retryCount": 17, "retryTimer": 18,
                    "sequenceDelay": 19, "sequenceRetryCount": 20, "muteSend": true,
                  },
                  { "shortServerId": 65534, "uri": "self", "security": "psk", "identityHex": "0102", "keyText": "secret" }, // a comment
                ],
                "accessControl": [
                  { "object": 3, "instance": 0, "owner": 1, "acl": { "65534": "RW", "default": "none", "1": "REDC" } },
                  { "object": 4 }
                ],
                "bootstrapAccount": { "accountTimeout": 12, "holdOff": 11 }
                """).Find("a");

            Assert.That(device.Identity, Is.EqualTo("bs-a"));
            Assert.That(device.Format, Is.EqualTo(ContentFormat.SenMlCbor));
            Assert.That(device.Deletes.Select(PathText.ToText), Is.EqualTo(new[] { "/1", "/0/2" }));
            BootstrapAccount first = device.Servers[0];
            Assert.That((first.Uri, first.IsSecure), Is.EqualTo(("coaps://[2001:db8::1]:5690", true)));
            Assert.That(first.Identity, Is.EqualTo("id"u8.ToArray()));
            Assert.That(first.Key, Is.EqualTo(new byte[] { 0, 255 }));
            Assert.That(first.Settings, Is.EqualTo(new (int, object)[]
            {
                (1, 60L), (2, 2L), (3, 3L), (5, 5L), (6, false), (7, "UT"), (13, 13L), (14, 14L), (15, true), (16, false), (17, 17L), (18, 18L), (19, 19L), (20, 20L),
                (23, true),
            }));
            BootstrapAccount second = device.Servers[1];
            Assert.That((second.ShortServerId, second.Uri), Is.EqualTo((65534, (string)null)));
            Assert.That(second.Identity, Is.EqualTo(new byte[] { 1, 2 }));
            Assert.That(second.Key, Is.EqualTo("secret"u8.ToArray()));
            Assert.That(device.AccountChanges, Is.EqualTo(new (int, object)[] { (11, 11L), (12, 12L) }));
            BootstrapAccessControl access = device.AccessControls[0];
            Assert.That((access.ObjectId, access.InstanceId, access.Owner), Is.EqualTo((3, 0, 1)));
            Assert.That(access.Rights, Is.EqualTo(new Dictionary<int, long> { [65534] = 3, [0] = 0, [1] = 1 + 4 + 8 + 16 }));
            BootstrapAccessControl whole = device.AccessControls[1];
            Assert.That((whole.ObjectId, whole.InstanceId, whole.Owner), Is.EqualTo((4, AccessControlObject.WholeObject, AccessControlObject.BootstrapOwner)));
            Assert.That(whole.Rights, Is.Empty);
        }

        [Test]
        public void A_device_that_is_not_named_gets_what_any_gets()
        {
            BootstrapConfiguration both = BootstrapFile.Parse(
                "{ \"devices\": { \"a\": { \"servers\": [{ \"shortServerId\": 1, \"uri\": \"coap://a\" }] }, \"*\": { \"servers\": [{ \"shortServerId\": 2, \"uri\": \"coap://b\" }] } } }");
            Assert.That(both.Find("a").Servers[0].ShortServerId, Is.EqualTo(1));
            Assert.That(both.Find("b").Servers[0].ShortServerId, Is.EqualTo(2));
            Assert.That(Parse("a", $"\"servers\": [{{ {Server} }}]").Find("b"), Is.Null);
        }

        // The file as a whole.
        [TestCase("", "line 1, byte 1: ")]
        [TestCase("{\n  \"devices\": {\n    \"a\": x\n  }\n}", "line 3, byte 10: ")]
        [TestCase("{ \"devices\": { \"a\": 1, \"a\": 2 } }", "Duplicate property")]
        [TestCase("[]", "the file: names and values in braces are wanted")]
        [TestCase("{}", "the file: devices is missing")]
        [TestCase("{ \"device\": {} }", "device: there is no such name: use devices")]
        [TestCase("{ \"devices\": [] }", "devices: devices by name in braces are wanted")]
        [TestCase("{ \"devices\": {} }", "devices: there is no device: name one, or \"*\" for any")]
        [TestCase("{ \"devices\": { \"a\": 5 } }", "devices.a: names and values in braces are wanted")]
        public void What_is_wrong_with_the_file_is_said_with_its_place(string text, string message)
        {
            Assert.That(() => BootstrapFile.Parse(text), Throws.TypeOf<FormatException>().With.Message.Contains(message));
        }

        // A device.
        [TestCase("\"server\": []", "devices.a.server: there is no such name: use identity, format, delete, servers, accessControl, bootstrapAccount")]
        [TestCase("", "devices.a: servers is missing: a list of the servers that the device is given")]
        [TestCase("\"servers\": {}", "devices.a.servers: a list in brackets is wanted")]
        [TestCase("\"servers\": []", "devices.a.servers: there is no server")]
        [TestCase("\"servers\": [{ S }, { S }]", "devices.a.servers: the shortServerId 101 is there twice")]
        [TestCase("\"servers\": [{ S }], \"identity\": \"\"", "devices.a.identity: a text in quotes is wanted")]
        [TestCase("\"servers\": [{ S }], \"format\": \"json\"", "devices.a.format: there is no format 'json' here: use tlv, senml-cbor, senml-json, or leave it to the device")]
        [TestCase("\"servers\": [{ S }], \"format\": 112", "devices.a.format: a text in quotes is wanted")]
        [TestCase("\"servers\": [{ S }], \"delete\": \"/\"", "devices.a.delete: a list in brackets is wanted")]
        [TestCase("\"servers\": [{ S }], \"delete\": [\"/\", \"/1/0/2\"]", "devices.a.delete[1]: '/1/0/2' is not what is deleted: write /")]
        [TestCase("\"servers\": [{ S }], \"delete\": [\"x\"]", "devices.a.delete[0]: 'x' is not what is deleted")]
        [TestCase("\"servers\": [{ S }], \"bootstrapAccount\": { \"hold\": 1 }", "devices.a.bootstrapAccount.hold: there is no such name: use holdOff, accountTimeout")]
        [TestCase("\"servers\": [{ S }], \"bootstrapAccount\": { \"holdOff\": -1 }", "devices.a.bootstrapAccount.holdOff: a whole number from 0 to 2147483647 is wanted")]

        // A server.
        [TestCase("\"servers\": [5]", "devices.a.servers[0]: names and values in braces are wanted")]
        [TestCase("\"servers\": [{ S, \"lifeTime\": 1 }]", "devices.a.servers[0].lifeTime: there is no such name: use shortServerId, uri, security, ")]
        [TestCase("\"servers\": [{ \"uri\": \"self\" }]", "devices.a.servers[0]: shortServerId is missing: a number of the server's own")]
        [TestCase("\"servers\": [{ \"uri\": \"self\", \"shortServerId\": 0 }]", "devices.a.servers[0].shortServerId: a whole number from 1 to 65534 is wanted")]
        [TestCase("\"servers\": [{ \"uri\": \"self\", \"shortServerId\": 65535 }]", "a whole number from 1 to 65534 is wanted")]
        [TestCase("\"servers\": [{ \"uri\": \"self\", \"shortServerId\": 1.5 }]", "a whole number from 1 to 65534 is wanted")]
        [TestCase("\"servers\": [{ \"shortServerId\": 1 }]", "devices.a.servers[0]: uri is missing: such as \"coap://192.168.1.20\"")]
        [TestCase("\"servers\": [{ \"shortServerId\": 1, \"uri\": \"http://h\" }]", "devices.a.servers[0].uri: 'http://h' is no way to a server with security nosec: write such as coap://")]
        [TestCase("\"servers\": [{ \"shortServerId\": 1, \"uri\": \"coaps://h\" }]", "is no way to a server with security nosec")]
        [TestCase("\"servers\": [{ \"shortServerId\": 1, \"uri\": \"coap://h/x\" }]", "is no way to a server")]
        [TestCase("\"servers\": [{ \"shortServerId\": 1, \"uri\": \"coap://\" }]", "is no way to a server")]
        [TestCase("\"servers\": [{ \"shortServerId\": 1, \"uri\": \"h\" }]", "is no way to a server")]
        [TestCase("\"servers\": [{ \"shortServerId\": 1, \"uri\": \"coap://h\", \"security\": \"psk\", \"identity\": \"i\", \"key\": \"00\" }]", "'coap://h' is no way to a server with security psk: write such as coaps://")]
        [TestCase("\"servers\": [{ S, \"security\": \"x509\" }]", "devices.a.servers[0].security: there is no security 'x509' here: use nosec or psk")]
        [TestCase("\"servers\": [{ S, \"identity\": \"i\" }]", "devices.a.servers[0].identity: only security psk has it: add \"security\": \"psk\"")]
        [TestCase("\"servers\": [{ S, \"key\": \"00\" }]", "devices.a.servers[0].key: only security psk has it")]
        [TestCase("\"servers\": [{ P }]", "devices.a.servers[0]: security psk wants identity, or identityHex in hexadecimal digits, and not both")]
        [TestCase("\"servers\": [{ P, \"identity\": \"i\", \"identityHex\": \"00\", \"key\": \"00\" }]", "devices.a.servers[0]: security psk wants identity")]
        [TestCase("\"servers\": [{ P, \"identity\": \"i\" }]", "devices.a.servers[0]: security psk wants keyText, or key in hexadecimal digits, and not both")]
        [TestCase("\"servers\": [{ P, \"identity\": \"i\", \"key\": \"00\", \"keyText\": \"x\" }]", "devices.a.servers[0]: security psk wants keyText")]
        [TestCase("\"servers\": [{ P, \"identityHex\": \"0\", \"key\": \"00\" }]", "devices.a.servers[0].identityHex: '0' is not in hexadecimal digits, two a byte; a text is identity")]
        [TestCase("\"servers\": [{ S, \"lifetime\": 0 }]", "devices.a.servers[0].lifetime: a whole number from 1 to 2147483647 is wanted")]
        [TestCase("\"servers\": [{ S, \"lifetime\": \"60\" }]", "devices.a.servers[0].lifetime: a whole number")]
        [TestCase("\"servers\": [{ S, \"retryTimer\": -1 }]", "devices.a.servers[0].retryTimer: a whole number from 0 to 2147483647 is wanted")]
        [TestCase("\"servers\": [{ S, \"muteSend\": 1 }]", "devices.a.servers[0].muteSend: true or false is wanted")]
        [TestCase("\"servers\": [{ S, \"binding\": \"UDP\" }]", "devices.a.servers[0].binding: 'UDP' is no binding: U is UDP")]

        // Access control.
        [TestCase("\"servers\": [{ S }], \"accessControl\": {}", "devices.a.accessControl: a list in brackets is wanted")]
        [TestCase("\"servers\": [{ S }], \"accessControl\": [{}]", "devices.a.accessControl[0]: object is missing: the object that is protected")]
        [TestCase("\"servers\": [{ S }], \"accessControl\": [{ \"object\": 0 }]", "devices.a.accessControl[0].object: a whole number from 1 to 65534 is wanted")]
        [TestCase("\"servers\": [{ S }], \"accessControl\": [{ \"object\": 3, \"rights\": 1 }]", "devices.a.accessControl[0].rights: there is no such name: use object, instance, owner, acl")]
        [TestCase("\"servers\": [{ S }], \"accessControl\": [{ \"object\": 3, \"owner\": 7 }]", "devices.a.accessControl[0].owner: there is no server 7 here: use 101")]
        [TestCase("\"servers\": [{ S }], \"accessControl\": [{ \"object\": 3, \"acl\": [] }]", "devices.a.accessControl[0].acl: rights by shortServerId in braces are wanted")]
        [TestCase("\"servers\": [{ S }], \"accessControl\": [{ \"object\": 3, \"acl\": { \"x\": \"R\" } }]", "devices.a.accessControl[0].acl.x: 'x' is no server: write a shortServerId, or \"default\" for all others")]
        [TestCase("\"servers\": [{ S }], \"accessControl\": [{ \"object\": 3, \"acl\": { \"7\": \"R\" } }]", "devices.a.accessControl[0].acl.7: there is no server 7 here: use 101")]
        [TestCase("\"servers\": [{ S }], \"accessControl\": [{ \"object\": 3, \"acl\": { \"101\": \"RX\" } }]", "devices.a.accessControl[0].acl.101: 'RX' are no rights: write R to read")]
        [TestCase("\"servers\": [{ S }], \"accessControl\": [{ \"object\": 3, \"acl\": { \"101\": \"RR\" } }]", "'RR' are no rights")]
        public void What_is_wrong_with_a_device_is_said_with_its_place(string device, string message)
        {
            string text = device.Replace("{ S", "{ " + Server).Replace("{ P", "{ " + SecureServer);
            Assert.That(() => Parse("a", text), Throws.TypeOf<FormatException>().With.Message.Contains(message));
        }

        [TestCase("key", "secret-and-not-hexadecimal", "devices.a.servers[0].key: it is not in hexadecimal digits, two a byte; a text is keyText")]
        [TestCase("keyText", "0123456789012345678901234567890123456789012345678901234567890123456789", "devices.a.servers[0].keyText: it has 70 bytes, and 64 are the most")]
        public void A_key_is_not_repeated(string name, string value, string message)
        {
            FormatException problem = Assert.Throws<FormatException>(
                () => Parse("a", $"\"servers\": [{{ {SecureServer}, \"identity\": \"i\", \"{name}\": \"{value}\" }}]"));
            Assert.That(problem.Message, Is.EqualTo(message));
        }

        [Test]
        public void A_file_is_read_and_named_where_it_is_wrong()
        {
            string file = Path.GetTempFileName();
            try
            {
                File.WriteAllText(file, $"// A comment.\n{{ \"devices\": {{ \"a\": {{ \"servers\": [{{ {Server} }}] }} }} }}");
                Assert.That(BootstrapFile.Read(file).Count, Is.EqualTo(1));
                File.WriteAllText(file, "{}");
                Assert.That(() => BootstrapFile.Read(file), Throws.TypeOf<FormatException>().With.Message.StartsWith($"{file}, the file: devices is missing"));
            }
            finally
            {
                File.Delete(file);
            }
        }

        [Test]
        public void The_example_is_read()
        {
            BootstrapConfiguration example = BootstrapFile.Read(Path.Combine(Repository.Root, "tools/Lwm2mNano.DeskServer/bootstrap.example.json"));
            Assert.That(example.Find("anybody").Servers.Single().Uri, Is.Null);
            Assert.That(example.Find("sensor-1").Servers, Has.Count.EqualTo(2));
            Assert.That(example.Find("sensor-1").AccessControls, Has.Count.EqualTo(1));
            Assert.That(example.ProblemWith(new PskKeys()), Is.Null);
            Assert.That(example.PlacesOfOpenKeys, Is.Empty);
        }

        [Test]
        public void The_device_of_its_comment_about_keys_is_read_too()
        {
            string text = File.ReadAllText(Path.Combine(Repository.Root, "tools/Lwm2mNano.DeskServer/bootstrap.example.json"));
            int start = text.IndexOf("    // \"sensor-2\"", StringComparison.Ordinal);
            string device = string.Concat(text[start..].Split('\n').TakeWhile(l => l.Contains("//")).Select(l => l.Replace("// ", string.Empty)));

            BootstrapConfiguration secure = BootstrapFile.Parse($"{{ \"devices\": {{ {device} }} }}");
            Assert.That(secure.Find("sensor-2").Servers.Single().Key, Has.Length.EqualTo(16));
            Assert.That(secure.PlacesOfOpenKeys, Is.Empty);
        }

        [Test]
        public void What_does_not_fit_the_keys_is_said()
        {
            PskKeys keys = new();
            string secure = $"\"servers\": [{{ \"shortServerId\": 7, \"uri\": \"self\", \"security\": \"psk\", \"identity\": \"i\", \"key\": \"00\" }}]";
            BootstrapConfiguration open = Parse("a", secure);
            BootstrapConfiguration bound = Parse("a", "\"identity\": \"bs-a\", " + secure);

            Assert.That(open.PlacesOfOpenKeys, Is.EqualTo(new[] { "devices.a" }));
            Assert.That(bound.PlacesOfOpenKeys, Is.Empty);
            Assert.That(open.ProblemWith(keys), Is.EqualTo("devices.a, server 7: this server has no keys to be reached with psk: give it --psk-file"));
            Assert.That(bound.ProblemWith(keys), Is.EqualTo("devices.a.identity: there is no key of 'bs-a': add it to --psk-file"));
            keys.Add("bs-a", new byte[] { 1 });
            Assert.That(open.ProblemWith(keys), Is.Null);
            Assert.That(bound.ProblemWith(keys), Is.Null);
        }

        private static BootstrapConfiguration Parse(string name, string device) => BootstrapFile.Parse($"{{ \"devices\": {{ \"{name}\": {{ {device} }} }} }}");
    }
}
