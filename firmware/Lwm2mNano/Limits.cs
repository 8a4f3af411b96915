namespace Lwm2mNano
{
    /// <summary>
    /// Every limit of the client. Buffers and tables are allocated by these while the client is built; nothing grows later.
    /// What exceeds a limit gets a protocol answer.
    /// </summary>
    public static class Limits
    {
        /// <summary>The longest datagram in bytes, sent or received: 512 bytes of payload and 128 of header and options.</summary>
        public const int MaxDatagramBytes = 640;

        /// <summary>The size exponent of the blocks that longer bodies are sent and taken in (RFC 7959, section 2.2).</summary>
        public const int BlockSizeExponent = 5;

        /// <summary>The size of these blocks in bytes, and the longest payload of one message.</summary>
        public const int MaxBlockBytes = 16 << BlockSizeExponent;

        /// <summary>The longest body in bytes that is taken in blocks; what an object takes in pieces has no bound.</summary>
        public const int MaxBodyBytes = 1024;

        /// <summary>The longest body in bytes that is sent in blocks: the answer to a request, a notification, a registration's links.</summary>
        public const int MaxRepresentationBytes = 1536;

        /// <summary>How many message ids are remembered to tell a repeated request.</summary>
        public const int MaxRememberedMessages = 16;

        /// <summary>How many bytes of sent answers are kept to be sent again; one of any length fits.</summary>
        public const int RememberedAnswerBytes = MaxDatagramBytes;

        /// <summary>How many datagrams one step takes from the transport, so that a flood cannot keep deadlines waiting.</summary>
        public const int MaxDatagramsPerStep = 16;

        /// <summary>How many segments a registration's location may have.</summary>
        public const int MaxLocationSegments = 8;

        /// <summary>The longest location of a registration in bytes, all segments and a length byte each.</summary>
        public const int MaxLocationBytes = 96;

        /// <summary>The longest Endpoint Client Name in bytes.</summary>
        public const int MaxEndpointNameBytes = 64;

        /// <summary>The longest LwM2M Server URI in bytes (Object 0, resource 0).</summary>
        public const int MaxServerUriBytes = 255;

        /// <summary>The longest Public Key or Identity in bytes (Object 0, resource 3).</summary>
        public const int MaxIdentityBytes = 128;

        /// <summary>The longest Secret Key in bytes (Object 0, resource 5).</summary>
        public const int MaxSecretKeyBytes = 64;

        /// <summary>The longest String resource that a server may write to one of the objects built in.</summary>
        public const int MaxStringBytes = 32;

        /// <summary>How many objects a client holds, those built in included.</summary>
        public const int MaxObjects = 12;

        /// <summary>How many servers a client registers with, the bootstrap server not counted.</summary>
        public const int MaxServers = 2;

        /// <summary>The longest configuration in bytes: as many instances of Objects 0, 1 and 2 as there can be, each at its longest, in TLV.</summary>
        public const int MaxConfigurationBytes = 2048;

        /// <summary>How many instances the Access Control Object may have.</summary>
        public const int MaxAccessControls = 8;

        /// <summary>How many entries the ACL of each may have.</summary>
        public const int MaxAccessEntries = MaxServers + 1;

        /// <summary>How many sets of notification attributes servers may set.</summary>
        public const int MaxAttributeSets = 8;

        /// <summary>How many observations a server may have; one more is answered without being begun.</summary>
        public const int MaxObservations = 8;

        /// <summary>How many paths a server's observations may have together, those of composite ones included.</summary>
        public const int MaxObservedPaths = 16;

        /// <summary>How many bytes of values with their times are kept for the Send operation; a number takes 27.</summary>
        public const int MaxSampleBytes = 512;

        /// <summary>The longest state of a client in bytes, which outlives a deep sleep.</summary>
        public const int MaxStateBytes = 3072;

        /// <summary>How many changed resources are told apart between two steps; when there are more, every observation is looked at.</summary>
        public const int MaxChanges = 8;

        /// <summary>How many digits and signs a number in text takes.</summary>
        public const int MaxNumberBytes = 32;

        /// <summary>The longest value in bytes that a reader has to decode: a text with escapes in JSON, an opaque value in Base64.</summary>
        public const int MaxDecodedBytes = 256;

        /// <summary>How deep arrays, objects and tags may lie in one another in a part of a payload that is passed over.</summary>
        public const int MaxNestingDepth = 8;
    }
}
