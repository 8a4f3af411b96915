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
            writer.Begin(buffer, 2, 6);
            writer.BeginPath(s_path);
            writer.Write(0, value);
            Check.Is(2, writer.End());
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
                writer.Begin(new byte[limit], 0, limit);
                writer.BeginPath(s_path);
                writer.Write(0, value);
                Check.Is(limit < 3 ? -1 : 3, writer.End());
            }
        }

        [TestMethod]
        public void Reads_opaque_and_string_values_only()
        {
            byte[] buffer = Hex.Bytes("00AABB00");
            OpaqueReader reader = new OpaqueReader();
            ResourceValue value = new ResourceValue();
            reader.Begin(buffer, 1, 2, s_path);
            Check.Is((int)ContentEntry.Value, (int)reader.Next());
            Check.True(reader.ReadValue(ResourceType.Opaque, value));
            Assert.AreSame(buffer, value.Buffer);
            Check.Is(1, value.Offset);
            Check.Is(2, value.Count);
            Check.True(reader.ReadValue(ResourceType.String, value));
            Check.False(reader.ReadValue(ResourceType.Integer, value));
            Check.False(reader.ReadValue(ResourceType.Boolean, value));
            Check.False(reader.ReadValue(ResourceType.ObjectLink, value));
            Check.Is((int)ContentEntry.End, (int)reader.Next());
        }

        [TestMethod]
        public void An_empty_payload_is_an_empty_value()
        {
            OpaqueReader reader = new OpaqueReader();
            ResourceValue value = new ResourceValue();
            reader.Begin(new byte[0], 0, 0, s_path);
            Check.Is((int)ContentEntry.Value, (int)reader.Next());
            Check.True(reader.ReadValue(ResourceType.Opaque, value));
            Check.Is(0, value.Count);
        }

        [TestMethod]
        public void Says_what_it_can_hold()
        {
            OpaqueWriter writer = new OpaqueWriter();
            Check.Is(ContentFormat.Opaque, writer.Format);
            Check.Is(ContentFormat.Opaque, new OpaqueReader().Format);
            Check.True(writer.IsSingleValue);
            Check.True(writer.Supports(ResourceType.Opaque));
            Check.True(writer.Supports(ResourceType.String));
            Check.False(writer.Supports(ResourceType.Integer));
        }
    }
}
