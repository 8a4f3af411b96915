namespace NFUnitTest
{
    /// <summary>
    /// Configurations in TLV, written byte by byte without the client's own writer: resources, instances, and the image that a client stores.
    /// </summary>
    internal static class Accounts
    {
        public const string BootstrapUri = "coap://bootstrap.example";
        public const string FirstUri = "coap://first.example";
        public const string SecondUri = "coap://second.example";

        private const int ObjectInstance = 0x00;
        private const int ResourceInstance = 0x40;
        private const int Multiple = 0x80;
        private const int Resource = 0xC0;
        private const int LongId = 0x20;
        private const int LongLength = 0x08;
        private const int LongestShort = 7;
        private const int NoSec = 3;
        private const int PreSharedKey = 0;

        public static byte[] Number(int id, long value)
        {
            return Item(Resource, id, Integer(value));
        }

        public static byte[] Text(int id, string value)
        {
            return Item(Resource, id, Hex.Ascii(value));
        }

        public static byte[] Opaque(int id, byte[] value)
        {
            return Item(Resource, id, value);
        }

        public static byte[] Instance(int id, params byte[][] resources)
        {
            return Item(ObjectInstance, id, Hex.Join(resources));
        }

        /// <summary>The account of a bootstrap server without security, as a Security Object's resources.</summary>
        public static byte[] Bootstrap(params byte[][] more)
        {
            return Hex.Join(Security(BootstrapUri, true), Hex.Join(more));
        }

        /// <summary>The way to a server without security, as a Security Object's resources.</summary>
        public static byte[] Way(string uri, int shortServerId)
        {
            return Hex.Join(Security(uri, false), Number(10, shortServerId));
        }

        /// <summary>The way to a server with a pre-shared key, as a Security Object's resources.</summary>
        public static byte[] SecureWay(string uri, int shortServerId, string identity, byte[] key)
        {
            return Hex.Join(
                Text(0, uri), Number(1, 0), Number(2, PreSharedKey), Text(3, identity), Opaque(4, new byte[0]), Opaque(5, key), Number(10, shortServerId));
        }

        /// <summary>How to behave towards a server, as a Server Object's resources.</summary>
        public static byte[] Server(int shortServerId, int lifetime, params byte[][] more)
        {
            return Hex.Join(Number(0, shortServerId), Number(1, lifetime), Number(6, 0), Text(7, "U"), Hex.Join(more));
        }

        /// <summary>Who may do what with something, as an Access Control Object's resources; the entries are pairs of Short Server ID and rights.</summary>
        public static byte[] Access(int objectId, int instanceId, int owner, params int[] entries)
        {
            return Hex.Join(
                Number(0, objectId), Number(1, instanceId), entries.Length == 0 ? new byte[0] : AccessList(entries), Number(3, owner));
        }

        /// <summary>The ACL of an instance of the Access Control Object; the entries are pairs of Short Server ID and rights.</summary>
        public static byte[] AccessList(params int[] entries)
        {
            byte[] list = new byte[0];
            for (int i = 0; i < entries.Length; i += 2)
            {
                list = Hex.Join(list, Item(ResourceInstance, entries[i], Integer(entries[i + 1])));
            }

            return Item(Multiple, 2, list);
        }

        /// <summary>Instances with their ids 0, 1, 2 …</summary>
        public static byte[] Instances(params byte[][] instances)
        {
            byte[] all = new byte[0];
            for (int i = 0; i < instances.Length; i++)
            {
                all = Hex.Join(all, Instance(i, instances[i]));
            }

            return all;
        }

        /// <summary>What a client stores: the instances of Objects 0, 1 and 2.</summary>
        public static byte[] Image(byte[] security, byte[] server, byte[] access)
        {
            return Hex.Join(Item(Resource, 0, security), Item(Resource, 1, server), Item(Resource, 2, access));
        }

        /// <summary>What a client stores that knows a bootstrap server only.</summary>
        public static byte[] BootstrapOnly(params byte[][] more)
        {
            return Image(Instances(Bootstrap(more)), new byte[0], new byte[0]);
        }

        /// <summary>What a client stores that knows a bootstrap server and one server, with the Short Server ID 1.</summary>
        public static byte[] OneServer(params byte[][] more)
        {
            return Image(Instances(Bootstrap(), Way(FirstUri, 1)), Instances(Server(1, 86400, more)), new byte[0]);
        }

        /// <summary>What a client stores that knows two servers, with the Short Server IDs 101 and 102.</summary>
        public static byte[] TwoServers(byte[] moreOfFirst, byte[] moreOfSecond, params byte[][] access)
        {
            return Image(
                Instances(Way(FirstUri, 101), Way(SecondUri, 102)),
                Instances(Server(101, 86400, moreOfFirst ?? new byte[0]), Server(102, 86400, moreOfSecond ?? new byte[0])),
                Instances(access));
        }

        private static byte[] Security(string uri, bool isBootstrap)
        {
            byte[] none = new byte[0];
            return Hex.Join(Text(0, uri), Number(1, isBootstrap ? 1 : 0), Number(2, NoSec), Opaque(3, none), Opaque(4, none), Opaque(5, none));
        }

        private static byte[] Item(int kind, int id, byte[] value)
        {
            int type = kind | (id > 255 ? LongId : 0);
            byte[] number = id > 255 ? new byte[] { (byte)(id >> 8), (byte)id } : new byte[] { (byte)id };
            byte[] length = new byte[0];
            if (value.Length <= LongestShort)
            {
                type |= value.Length;
            }
            else
            {
                bool isByte = value.Length < 256;
                type |= isByte ? LongLength : 2 * LongLength;
                length = isByte ? new byte[] { (byte)value.Length } : new byte[] { (byte)(value.Length >> 8), (byte)value.Length };
            }

            return Hex.Join(new byte[] { (byte)type }, number, length, value);
        }

        private static byte[] Integer(long value)
        {
            int count = value == (sbyte)value ? 1 : value == (short)value ? 2 : value == (int)value ? 4 : 8;
            byte[] bytes = new byte[count];
            for (int i = 0; i < count; i++)
            {
                bytes[i] = (byte)(value >> (8 * (count - 1 - i)));
            }

            return bytes;
        }
    }
}
