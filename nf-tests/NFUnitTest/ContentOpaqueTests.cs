using Lwm2mNano.Content;
using Lwm2mNano.Objects;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    [TestClass]
    public class ContentOpaqueTests
    {
        private static readonly ResourcePath s_path = new ResourcePath();

        [TestMethod]
        public void Writes_the_bytes_as_they_are()
        {
            byte[] buffer = new byte[6];
            ResourceValue value = new ResourceValue();
            OpaqueWriter writer = new OpaqueWriter();
            value.SetOpaque(Hex.Bytes("AA00FFBB"), 1, 2);
            writer.Begin(buffer, 2, 6, s_path);
            writer.Write(0, value);
            Assert.AreEqual(2, writer.End());
            Hex.AreEqual("000000FF0000", buffer);
        }

        [TestMethod]
        public void Writes_nothing_beyond_the_limit()
        {
            ResourceValue value = new ResourceValue();
            OpaqueWriter writer = new OpaqueWriter();
            value.SetString(Hex.Bytes("010203"));
            for (int limit = 0; limit <= 4; limit++)
            {
                writer.Begin(new byte[limit], 0, limit, s_path);
                writer.Write(0, value);
                Assert.AreEqual(limit < 3 ? -1 : 3, writer.End());
            }
        }

        [TestMethod]
        public void Reads_opaque_and_string_values_only()
        {
            byte[] buffer = Hex.Bytes("00AABB00");
            OpaqueReader reader = new OpaqueReader();
            ResourceValue value = new ResourceValue();
            reader.Begin(buffer, 1, 2, s_path);
            Assert.AreEqual((int)ContentEntry.Value, (int)reader.Next());
            Assert.IsTrue(reader.ReadValue(ResourceType.Opaque, value));
            Assert.AreSame(buffer, value.Buffer);
            Assert.AreEqual(1, value.Offset);
            Assert.AreEqual(2, value.Count);
            Assert.IsTrue(reader.ReadValue(ResourceType.String, value));
            Assert.IsFalse(reader.ReadValue(ResourceType.Integer, value));
            Assert.IsFalse(reader.ReadValue(ResourceType.Boolean, value));
            Assert.IsFalse(reader.ReadValue(ResourceType.ObjectLink, value));
            Assert.AreEqual((int)ContentEntry.End, (int)reader.Next());
        }

        [TestMethod]
        public void An_empty_payload_is_an_empty_value()
        {
            OpaqueReader reader = new OpaqueReader();
            ResourceValue value = new ResourceValue();
            reader.Begin(new byte[0], 0, 0, s_path);
            Assert.AreEqual((int)ContentEntry.Value, (int)reader.Next());
            Assert.IsTrue(reader.ReadValue(ResourceType.Opaque, value));
            Assert.AreEqual(0, value.Count);
        }

        [TestMethod]
        public void Says_what_it_can_hold()
        {
            OpaqueWriter writer = new OpaqueWriter();
            Assert.AreEqual(ContentFormat.Opaque, writer.Format);
            Assert.AreEqual(ContentFormat.Opaque, new OpaqueReader().Format);
            Assert.IsTrue(writer.IsSingleValue);
            Assert.IsTrue(writer.Supports(ResourceType.Opaque));
            Assert.IsTrue(writer.Supports(ResourceType.String));
            Assert.IsFalse(writer.Supports(ResourceType.Integer));
        }
    }
}
