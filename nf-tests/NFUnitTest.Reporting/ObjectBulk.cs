using Lwm2mNano.Objects;

namespace NFUnitTest
{
    /// <summary>
    /// An object with much to say and to take: a value of any length that it takes in pieces, a long text that all instances share, and
    /// a number for each instance. There may be many instances, so that a list of them is long.
    /// </summary>
    internal sealed class ObjectBulk : LwM2mObject
    {
        public const int Id = 26250;
        public const int MaxTextBytes = 1400;

        public const int Pieces = 0;
        public const int Text = 1;
        public const int Number = 2;
        public const int PlainPieces = 3;

        private static readonly uint[] s_resources =
        {
            Pieces | Resource.Opaque | Resource.Write,
            Text | Resource.String | Resource.ReadWrite,
            Number | Resource.Integer | Resource.ReadWrite,
            PlainPieces | Resource.String | Resource.Write,
        };

        private readonly BoundedBytes _text = new BoundedBytes(MaxTextBytes);
        private readonly long[] _numbers;

        public ObjectBulk(int maxInstances)
            : base(Id, s_resources, maxInstances)
        {
            _numbers = new long[maxInstances];
        }

        public override bool IsCreatable => true;

        /// <summary>Gets how many bytes of the value in pieces have come.</summary>
        public int PiecesLength { get; private set; }

        /// <summary>Gets a sum by which the bytes of the value in pieces are compared.</summary>
        public int PiecesSum { get; private set; }

        /// <summary>Gets how many pieces have come, of all values.</summary>
        public int PieceCount { get; private set; }

        /// <summary>Gets how many values in pieces have come to their end.</summary>
        public int CompleteCount { get; private set; }

        /// <summary>Gets whether a piece came out of order.</summary>
        public bool HasGap { get; private set; }

        /// <summary>Gets or sets the offset from which on pieces are refused.</summary>
        public int RefusedFrom { get; set; } = int.MaxValue;

        /// <summary>Gets how many values were written.</summary>
        public int WriteCount { get; private set; }

        /// <summary>Gets how many times a reader of the object was prepared.</summary>
        public int RefreshCount { get; private set; }

        /// <summary>Adds a byte to a sum in which the order counts.</summary>
        public static int Sum(int sum, int value)
        {
            return unchecked((sum * 31) + value);
        }

        /// <summary>Adds instances 0 and following.</summary>
        public void CreateAll(int count)
        {
            for (int i = 0; i < count; i++)
            {
                NFUnitTest.Check.Is(ResponseCode.Created, Create(i));
            }
        }

        /// <summary>Sets the text as the application does.</summary>
        public void SetText(byte[] text)
        {
            NFUnitTest.Check.True(_text.Set(text, 0, text.Length));
            Changed(0, Text);
        }

        /// <summary>Sets the number of an instance as the application does.</summary>
        public void SetNumber(int instanceId, long number)
        {
            _numbers[SlotOf(instanceId)] = number;
            Changed(instanceId, Number);
        }

        /// <summary>Gets the number of an instance.</summary>
        public long NumberOf(int instanceId)
        {
            return _numbers[SlotOf(instanceId)];
        }

        /// <summary>Gets a sum of the text.</summary>
        public int TextSum()
        {
            int sum = 0;
            for (int i = 0; i < _text.Length; i++)
            {
                sum = Sum(sum, _text.Bytes[i]);
            }

            return sum;
        }

        /// <summary>Gets the length of the text.</summary>
        public int TextLength => _text.Length;

        public override void Refresh()
        {
            RefreshCount++;
        }

        public override int Read(int instanceId, int resourceId, int resourceInstanceId, ResourceValue value)
        {
            if (resourceId == Text)
            {
                value.SetString(_text.Bytes, 0, _text.Length);
            }
            else
            {
                value.SetInteger(NumberOf(instanceId));
            }

            return ResponseCode.Content;
        }

        public override int Check(int instanceId, int resourceId, int resourceInstanceId, ResourceValue value)
        {
            return resourceId != Text || _text.Fits(value) ? ResponseCode.Changed : ResponseCode.BadRequest;
        }

        public override int Write(int instanceId, int resourceId, int resourceInstanceId, ResourceValue value)
        {
            WriteCount++;
            if (resourceId == Text)
            {
                _text.Set(value);
            }
            else
            {
                _numbers[SlotOf(instanceId)] = value.Integer;
            }

            return ResponseCode.Changed;
        }

        public override bool TakesPieces(int instanceId, int resourceId)
        {
            return resourceId == Pieces || resourceId == PlainPieces;
        }

        public override int WritePiece(int instanceId, int resourceId, int valueOffset, byte[] buffer, int offset, int count, bool isLast)
        {
            if (valueOffset >= RefusedFrom)
            {
                return ResponseCode.BadRequest;
            }

            if (valueOffset == 0)
            {
                PiecesLength = 0;
                PiecesSum = 0;
            }

            HasGap |= valueOffset != PiecesLength;
            for (int i = 0; i < count; i++)
            {
                PiecesSum = Sum(PiecesSum, buffer[offset + i]);
            }

            PiecesLength += count;
            PieceCount++;
            CompleteCount += isLast ? 1 : 0;
            return ResponseCode.Changed;
        }
    }
}
