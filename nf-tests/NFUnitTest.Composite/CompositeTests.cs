using Lwm2mNano.Coap;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    /// <summary>
    /// Read-Composite and Write-Composite (LwM2M Core 1.1, sections 6.3.9 and 6.3.10).
    /// </summary>
    [TestClass]
    public class CompositeTests
    {
        private const string Whole = "{\"bn\":\"/26241/0/1\",\"v\":-5}";
        private const string Level = "{\"bn\":\"/3/0/9\",\"v\":75}";

        [TestMethod]
        public void Read_gives_what_paths_of_any_level_name_in_their_order()
        {
            CompositePeer peer = CompositePeer.OfSample();
            Check.Is(205, peer.Read("/26241/0/8/2 /3/0/9 /26241/0/8 /1 /3/0/11"));
            Check.Is(
                "{\"bn\":\"/26241/0/8/2\",\"v\":300}," + Level + ",{\"bn\":\"/26241/0/8/\",\"n\":\"0\",\"v\":5},{\"n\":\"2\",\"v\":300},"
                    + CompositePeer.ServerJson + ",{\"bn\":\"/3/0/11/\",\"n\":\"0\",\"v\":0}",
                peer.Records);
            Check.Is(CompositePeer.None, peer.Sequence);
            Check.Is(205, peer.Read("/26241/0"));
            Check.Is(CompositePeer.SampleJson, peer.Records);
        }

        [TestMethod]
        public void Read_of_the_root_gives_everything_but_the_Security_Object_and_what_is_hidden()
        {
            CompositePeer peer = CompositePeer.OfSample();
            Check.Is(205, peer.Read(CompositePeer.SenMlCbor, CompositePeer.None, "/"));
            Check.Is(CompositePeer.SenMlCbor, peer.Fixture.AnswerFormat);
            Hex.AreEqual(
                "981C" + CompositePeer.ServerCbor + CompositePeer.DeviceCbor + CompositePeer.SampleCbor, Hex.Bytes(peer.Fixture.PayloadHex));

            peer = new CompositePeer(ClientFixture.Registered());
            Check.Is(205, peer.Read("/"));
            Check.Is(CompositePeer.ServerJson + "," + CompositePeer.DeviceJson, peer.Records);
        }

        [TestMethod]
        public void Read_leaves_out_what_is_not_there_or_cannot_be_read()
        {
            CompositePeer peer = CompositePeer.OfSample();

            // No such object, instance, resource, resource instance; written only, executed only, seen by nobody; optional and not there.
            Check.Is(205, peer.Read("/5 /3/1 /3/0/99 /26241/0/8/1 /26241/0/300 /26241/0/9 /26241/0/11 /3/0/15 /26241/0/1/0 /26241/0/1"));
            Check.Is(Whole, peer.Records);
            Check.Is(205, peer.Read("/3/0/4 /26241/1 /3/0/9"));
            Check.Is(Level, peer.Records);

            // A value that the object does not give at this time.
            peer.Fixture.Sample.ReadResult = 0xA3;
            Check.Is(205, peer.Read("/26241/0 /26241/0/1 /26241/0/8/2 /3/0/9"));
            Check.Is(Level, peer.Records);
        }

        [TestMethod]
        public void Read_of_nothing_that_is_there_is_an_empty_pack()
        {
            CompositePeer peer = CompositePeer.OfSample();
            Check.Is(205, peer.Read("/5 /3/1"));
            Check.Is(string.Empty, peer.Records);
            Check.Is(205, peer.Read(CompositePeer.SenMlCbor, CompositePeer.None, "/5"));
            Hex.AreEqual("80", Hex.Bytes(peer.Fixture.PayloadHex));
        }

        [TestMethod]
        public void Read_does_not_tell_of_the_Security_and_the_Access_Control_Object()
        {
            CompositePeer peer = CompositePeer.OfSample();
            Check.Is(205, peer.Read("/0 /0/0 /0/0/0 /0/0/5 /2 /2/0 /26241/0/1"));
            Check.Is(Whole, peer.Records);
        }

        [TestMethod]
        public void Read_answers_in_the_format_asked_for_or_that_of_the_request()
        {
            CompositePeer peer = CompositePeer.OfSample();
            ClientFixture fixture = peer.Fixture;
            Check.Is(205, peer.Read(CompositePeer.Json, CompositePeer.SenMlCbor, "/26241/0/1"));
            Check.Is(CompositePeer.SenMlCbor, fixture.AnswerFormat);
            Hex.AreEqual("81 A2 21 6A 2F32363234312F302F31 02 24", Hex.Bytes(fixture.PayloadHex));
            Check.Is(205, peer.Read(CompositePeer.SenMlCbor, CompositePeer.Json, "/26241/0/1"));
            Check.Is(Whole, peer.Records);
            Check.Is(205, peer.Read(CompositePeer.SenMlCbor, CompositePeer.None, "/26241/0/1"));
            Check.Is(CompositePeer.SenMlCbor, fixture.AnswerFormat);
            Check.Is(205, peer.Read(CompositePeer.Json, CompositePeer.Json, "/26241/0/1"));
            Check.Is(Whole, peer.Records);

            int[] others = { ClientFixture.Tlv, ClientFixture.LegacyTlv, ClientFixture.Text, CompositePeer.Cbor, ClientFixture.Opaque, ClientFixture.Link, 11543, 50 };
            for (int i = 0; i < others.Length; i++)
            {
                Check.Is(406, peer.Read(CompositePeer.Json, others[i], "/26241/0/1"));
                Check.Is(0, fixture.Answer.PayloadLength);
            }
        }

        [TestMethod]
        public void Read_takes_names_in_SenML_only()
        {
            CompositePeer peer = CompositePeer.OfSample();
            byte[] names = CompositePeer.Names(CompositePeer.Json, "/3");
            int[] others = { CompositePeer.None, ClientFixture.Tlv, ClientFixture.Text, CompositePeer.Cbor, ClientFixture.Opaque, ClientFixture.Link, 11543, 50 };
            for (int i = 0; i < others.Length; i++)
            {
                Check.Is(415, peer.Fetch("0C", CompositePeer.None, others[i], CompositePeer.None, CompositePeer.None, names));
            }
        }

        [TestMethod]
        public void Read_takes_base_names_and_ignores_times()
        {
            CompositePeer peer = CompositePeer.OfSample();
            Check.Is(205, FetchJson(peer, "[{\"bn\":\"/26241/0/\",\"n\":\"1\"},{\"n\":\"8/2\"},{\"bn\":\"/3/0/9\"}]"));
            Check.Is(Whole + ",{\"bn\":\"/26241/0/\",\"n\":\"8/2\",\"v\":300}," + Level, peer.Records);
            Check.Is(205, FetchJson(peer, "[{\"n\":\"26241/0/1\",\"t\":5}]"));
            Check.Is(Whole, peer.Records);
        }

        [TestMethod]
        public void Read_with_what_is_no_list_of_names_is_a_bad_request()
        {
            string[] bad = { "[]", "[", "{}", "[{\"n\":\"/3\"}", "[{\"n\":\"/3/0/9\",\"v\":1}]", "[{\"n\":\"/3/x\"}]", "[{\"n\":\"/3/0/11/0/1\"}]", "[{\"n\":\"/3/\"}]" };
            CompositePeer peer = CompositePeer.OfSample();
            for (int i = 0; i < bad.Length; i++)
            {
                Check.Doing = bad[i];
                Check.Is(400, FetchJson(peer, bad[i]));
                Check.Is(0, peer.Fixture.Answer.PayloadLength);
            }

            Check.Doing = string.Empty;
            Check.Is(400, peer.Fetch("0C", CompositePeer.None, CompositePeer.SenMlCbor, CompositePeer.None, CompositePeer.None, Hex.Bytes("82 A1 00 62 2F33")));
            Check.Is(400, peer.Fetch("0C", CompositePeer.None, CompositePeer.SenMlCbor, CompositePeer.None, CompositePeer.None, null));
        }

        [TestMethod]
        public void Read_of_more_paths_than_there_is_room_for_is_refused()
        {
            CompositePeer peer = CompositePeer.OfSample();
            string paths = "/5";
            for (int i = 1; i < Lwm2mNano.Limits.MaxObservedPaths - 1; i++)
            {
                paths += " /5";
            }

            Check.Is(205, peer.Read(paths + " /26241/0/1"));
            Check.Is(Whole, peer.Records);
            Check.Is(413, peer.Read(paths + " /26241/0/1 /5"));
            Check.Is(205, peer.Read("/26241/0/1"));
        }

        [TestMethod]
        public void Read_longer_than_a_message_comes_in_blocks()
        {
            CompositePeer peer = CompositePeer.OfSample();
            byte[] names = CompositePeer.Names(CompositePeer.Json, "/");
            string first = ReadBlock(peer, names, CompositePeer.None);
            Check.Is(BlockOption.Make(0, true, Lwm2mNano.Limits.BlockSizeExponent), peer.Block);

            // The names come again with the request of the next block, or they do not.
            int next = BlockOption.Make(1, false, Lwm2mNano.Limits.BlockSizeExponent);
            string second = ReadBlock(peer, names, next);
            Check.Is(next, peer.Block);
            Check.Is("[" + CompositePeer.ServerJson + "," + CompositePeer.DeviceJson + "," + CompositePeer.SampleJson + "]", first + second);
            Check.Is(second, ReadBlock(peer, null, next));

            // Another one meanwhile: without the names nobody knows what is meant.
            Check.Is(205, peer.Read(CompositePeer.Json, CompositePeer.SenMlCbor, "/26241/0/1"));
            Check.Is(400, peer.Fetch("0C", CompositePeer.None, CompositePeer.Json, CompositePeer.None, next, null));
            Check.Is(second, ReadBlock(peer, names, next));
        }

        [TestMethod]
        public void Composite_methods_are_for_the_root_only()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            byte[] names = CompositePeer.Names(CompositePeer.Json, "/3/0/9");
            string[] paths = { "/3", "/3/0", "/3/0/9", "/26241/0/8/0", "/5" };
            for (int i = 0; i < paths.Length; i++)
            {
                Check.Is(405, fixture.Request(CoapCode.Fetch, paths[i], CompositePeer.Json, ClientFixture.None, names));
                Check.Is(405, fixture.Request(CoapCode.IPatch, paths[i], CompositePeer.Json, ClientFixture.None, names));
            }

            Check.Is(401, fixture.Request(CoapCode.Fetch, "/0", CompositePeer.Json, ClientFixture.None, names));
            Check.Is(401, fixture.Request(CoapCode.IPatch, "/0/0", CompositePeer.Json, ClientFixture.None, names));
            Check.Is(404, fixture.Request(CoapCode.Fetch, "/bs", CompositePeer.Json, ClientFixture.None, names));
            Check.Is(405, fixture.Request(CoapCode.Get, string.Empty, ClientFixture.None, ClientFixture.None, null));
            Check.Is(405, fixture.Request(CoapCode.Patch, string.Empty, CompositePeer.Json, ClientFixture.None, names));
        }

        [TestMethod]
        public void Write_sets_resources_of_several_objects_in_either_format()
        {
            CompositePeer peer = CompositePeer.OfSample();
            Check.Is(
                204,
                peer.Write("[{\"n\":\"/26241/0/0\",\"vs\":\"b\"},{\"bn\":\"/26241/0/\",\"n\":\"4\",\"vb\":false},{\"n\":\"2\",\"v\":-0.25},{\"bn\":\"/1/0/2\",\"v\":7}]"));
            Check.Is(205, peer.Read("/1/0/2 /26241/0/0 /26241/0/2 /26241/0/4"));
            Check.Is(
                "{\"bn\":\"/1/0/2\",\"v\":7},{\"bn\":\"/26241/0/0\",\"vs\":\"b\"},{\"bn\":\"/26241/0/\",\"n\":\"2\",\"v\":-0.25},{\"n\":\"4\",\"vb\":false}",
                peer.Records);

            // /26241/0/1 = 9 and /1/0/3 = 60; opaque data and a link.
            Check.Is(204, peer.Write(CompositePeer.SenMlCbor, Hex.Bytes("82 A2 00 6A 2F32363234312F302F31 02 09 A2 21 66 2F312F302F33 02 183C")));
            Check.Is(
                204, peer.Write(CompositePeer.SenMlCbor, Hex.Bytes("82 A3 21 69 2F32363234312F302F 00 6135 08 43 070809 A2 00 6137 63 766C6F 63 313A30")));
            Check.Is(205, peer.Read("/1/0/3 /26241/0/1 /26241/0/5 /26241/0/7"));
            Check.Is(
                "{\"bn\":\"/1/0/3\",\"v\":60},{\"bn\":\"/26241/0/1\",\"v\":9},{\"bn\":\"/26241/0/\",\"n\":\"5\",\"vd\":\"BwgJ\"},{\"n\":\"7\",\"vlo\":\"1:0\"}",
                peer.Records);
        }

        [TestMethod]
        public void Write_adds_instances_of_a_multiple_resource_and_keeps_the_others()
        {
            CompositePeer peer = CompositePeer.OfSample();
            Check.Is(204, peer.Write("[{\"bn\":\"/26241/0/8/\",\"n\":\"1\",\"v\":11},{\"n\":\"2\",\"v\":22}]"));
            Check.Is(205, peer.Read("/26241/0/8"));
            Check.Is("{\"bn\":\"/26241/0/8/\",\"n\":\"0\",\"v\":5},{\"n\":\"1\",\"v\":11},{\"n\":\"2\",\"v\":22}", peer.Records);
        }

        [TestMethod]
        public void Write_of_an_account_is_followed_by_an_Update()
        {
            CompositePeer peer = CompositePeer.OfSample();
            Check.Is(204, peer.Write("[{\"n\":\"/1/0/1\",\"v\":60},{\"n\":\"/26241/0/1\",\"v\":1}]"));
            peer.Fixture.ExpectUpdate("?lt=60", 204);
        }

        [TestMethod]
        public void Write_applies_all_or_nothing()
        {
            CompositePeer peer = CompositePeer.OfSample();

            // A value of the wrong type, out of range or too long, in the middle and at the end.
            ExpectRefused(peer, 400, "\"n\":\"/26241/0/4\",\"v\":1");
            ExpectRefused(peer, 400, "\"n\":\"/26241/0/3\",\"v\":-1");
            ExpectRefused(peer, 400, "\"n\":\"/1/0/1\",\"v\":0");
            ExpectRefused(peer, 400, "\"n\":\"/26241/0/8/4\",\"v\":1");
            ExpectRefused(peer, 400, "\"n\":\"/3/0/14\",\"vs\":\"123456789012345678901234567890123\"");

            // A name without a value, of more than a resource, of a resource that is multiple or is not.
            ExpectRefused(peer, 400, "\"n\":\"/26241/0/4\"");
            ExpectRefused(peer, 400, "\"n\":\"/26241/0\",\"v\":1");
            ExpectRefused(peer, 400, "\"n\":\"/26241\",\"v\":1");
            ExpectRefused(peer, 400, "\"n\":\"/\",\"v\":1");
            ExpectRefused(peer, 400, "\"n\":\"/26241/0/8\",\"v\":1");
            ExpectRefused(peer, 400, "\"n\":\"/26241/0/2/0\",\"v\":1");
            ExpectRefused(peer, 400, "\"n\":\"/26241/0/2\",\"v\":1,\"x_\":1");

            // The Security Object, whether there is such a thing or not.
            ExpectRefused(peer, 401, "\"n\":\"/0/0/0\",\"vs\":\"coap://evil.example\"");
            ExpectRefused(peer, 401, "\"n\":\"/0/7/99\",\"v\":1");

            // What is read only or executable, and what is not there.
            ExpectRefused(peer, 405, "\"n\":\"/26241/0/10\",\"v\":1");
            ExpectRefused(peer, 405, "\"n\":\"/1/0/0\",\"v\":2");
            ExpectRefused(peer, 405, "\"n\":\"/3/0/4\",\"v\":1");
            ExpectRefused(peer, 405, "\"n\":\"/26241/0/11\",\"v\":1");
            ExpectRefused(peer, 404, "\"n\":\"/5/0/1\",\"v\":1");
            ExpectRefused(peer, 404, "\"n\":\"/26241/1/1\",\"v\":1");
            ExpectRefused(peer, 404, "\"n\":\"/26241/0/99\",\"v\":1");
            ExpectRefused(peer, 404, "\"n\":\"/2/0/3\",\"v\":1");
        }

        [TestMethod]
        public void Write_of_nothing_or_of_what_cannot_be_read_is_refused()
        {
            CompositePeer peer = CompositePeer.OfSample();
            Check.Is(400, peer.Write("[]"));
            Check.Is(400, peer.Write("[{\"n\":\"/26241/0/1\",\"v\":9}"));
            Check.Is(400, peer.Write(CompositePeer.SenMlCbor, null));
            Check.Is(400, peer.Write(CompositePeer.SenMlCbor, Hex.Bytes("82 A2 00 6A 2F32363234312F302F31 02 09")));
            Check.Is(415, peer.Write(ClientFixture.Tlv, Hex.Bytes("C10109")));
            Check.Is(415, peer.Write(CompositePeer.Cbor, Hex.Bytes("09")));
            Check.Is(415, peer.Write(CompositePeer.None, Hex.Bytes("09")));
            Check.Is(415, peer.Write(11543, Hex.Bytes("09")));
            Check.Is(205, peer.Read("/26241/0/1"));
            Check.Is(Whole, peer.Records);
        }

        // Between two good values.
        private static void ExpectRefused(CompositePeer peer, int code, string record)
        {
            Check.Doing = record;
            Check.Is(code, peer.Write("[{\"n\":\"/26241/0/1\",\"v\":9},{" + record + "},{\"n\":\"/1/0/2\",\"v\":9}]"));
            Check.Is(code, peer.Write("[{\"n\":\"/26241/0/1\",\"v\":9},{" + record + "}]"));
            Check.Is(205, peer.Read("/26241/0 /1"));
            Check.Is(CompositePeer.SampleJson + "," + CompositePeer.ServerJson, peer.Records);
            peer.Fixture.ExpectSilence();
            Check.Doing = string.Empty;
        }

        private static int FetchJson(CompositePeer peer, string pack)
        {
            return peer.Fetch("0C", CompositePeer.None, CompositePeer.Json, CompositePeer.None, CompositePeer.None, Hex.Ascii(pack));
        }

        private static string ReadBlock(CompositePeer peer, byte[] names, int block)
        {
            Check.Is(205, peer.Fetch("0C", CompositePeer.None, CompositePeer.Json, CompositePeer.None, block, names));
            return peer.Fixture.PayloadText;
        }
    }
}
