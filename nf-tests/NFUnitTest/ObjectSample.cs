using Lwm2mNano.Objects;

namespace NFUnitTest
{
    /// <summary>
    /// An object as an application author writes one: instances that servers create and delete, a resource of each type, a multiple one
    /// whose instances are slots, one to execute, one that only the application sets and one that no server sees.
    /// </summary>
    internal sealed class ObjectSample : LwM2mObject
    {
        public const int Id = 26241;
        public const int MaxInstances = 3;
        public const int MaxSlots = 4;
        public const int MaxTextBytes = Lwm2mNano.Limits.MaxDatagramBytes / 3;

        public const int Name = 0;
        public const int Whole = 1;
        public const int Real = 2;
        public const int Natural = 3;
        public const int Flag = 4;
        public const int Data = 5;
        public const int When = 6;
        public const int Link = 7;
        public const int Slots = 8;
        public const int Run = 9;
        public const int Counter = 10;
        public const int Hidden = 11;
        public const int Wide = 300;

        private const int NumbersEach = 13;

        private static readonly uint[] s_resources =
        {
            Name | Resource.String | Resource.ReadWrite | Resource.Mandatory,
            Whole | Resource.Integer | Resource.ReadWrite,
            Real | Resource.Float | Resource.ReadWrite,
            Natural | Resource.Unsigned | Resource.ReadWrite,
            Flag | Resource.Boolean | Resource.ReadWrite,
            Data | Resource.Opaque | Resource.ReadWrite,
            When | Resource.Time | Resource.ReadWrite,
            Link | Resource.ObjectLink | Resource.ReadWrite,
            Slots | Resource.Integer | Resource.ReadWrite | Resource.Multiple,
            Run | Resource.Execute,
            Counter | Resource.Integer | Resource.Read,
            Hidden | Resource.Integer,
            Wide | Resource.Integer | Resource.Write,
        };

        private static readonly byte[] s_version = { (byte)'2', (byte)'.', (byte)'1' };

        private readonly int[] _owners = { ResourcePath.None, ResourcePath.None, ResourcePath.None };
        private readonly BoundedBytes[] _names = new BoundedBytes[MaxInstances];
        private readonly BoundedBytes[] _data = new BoundedBytes[MaxInstances];
        private readonly long[] _numbers = new long[MaxInstances * NumbersEach];
        private readonly double[] _reals = new double[MaxInstances];

        // A bit for each optional resource that is there; of the slots, one for each.
        private readonly int[] _present = new int[MaxInstances];
        private readonly int[] _slotBits = new int[MaxInstances];
        private readonly long[] _slots = new long[MaxInstances * MaxSlots];

        public ObjectSample()
            : base(Id, s_resources, MaxInstances)
        {
            for (int i = 0; i < MaxInstances; i++)
            {
                _names[i] = new BoundedBytes(MaxTextBytes);
                _data[i] = new BoundedBytes(16);
            }
        }

        public override byte[] Version => s_version;

        public override bool IsCreatable => true;

        public int RunCount { get; private set; }

        public int AnsweredCount { get; private set; }

        public int ReadResult { get; set; } = ResponseCode.Content;

        public string LastArguments { get; private set; }

        /// <summary>Gets or sets whether <see cref="LastArguments"/> is kept, which allocates.</summary>
        public bool KeepsArguments { get; set; } = true;

        public override int Create(int instanceId)
        {
            int result = base.Create(instanceId);
            if (result == ResponseCode.Created)
            {
                int row = Row(ResourcePath.None);
                _owners[row] = instanceId;
                _present[row] = 0;
                _slotBits[row] = 0;
                _names[row].Clear();
                _data[row].Clear();
            }

            return result;
        }

        public override int Delete(int instanceId)
        {
            _owners[Row(instanceId)] = ResourcePath.None;
            return base.Delete(instanceId);
        }

        public override bool IsPresent(int instanceId, int resourceId)
        {
            int row = Row(instanceId);
            switch (resourceId)
            {
                case Name:
                case Run:
                case Counter:
                case Hidden:
                    return true;
                case Slots:
                    return _slotBits[row] != 0;
                default:
                    return (_present[row] & Bit(resourceId)) != 0;
            }
        }

        public override int ResourceInstanceCount(int instanceId, int resourceId)
        {
            int count = 0;
            for (int bits = _slotBits[Row(instanceId)]; bits != 0; bits &= bits - 1)
            {
                count++;
            }

            return count;
        }

        public override int ResourceInstanceIdAt(int instanceId, int resourceId, int index)
        {
            int bits = _slotBits[Row(instanceId)];
            int slot = 0;
            while ((bits & (1 << slot)) == 0 || index-- > 0)
            {
                slot++;
            }

            return slot;
        }

        public override int Read(int instanceId, int resourceId, int resourceInstanceId, ResourceValue value)
        {
            if (ReadResult != ResponseCode.Content)
            {
                return ReadResult;
            }

            int row = Row(instanceId);
            switch (resourceId)
            {
                case Name:
                    value.SetString(_names[row].Bytes, 0, _names[row].Length);
                    break;
                case Real:
                    value.SetFloat(_reals[row]);
                    break;
                case Natural:
                    value.SetUnsigned(Number(row, resourceId));
                    break;
                case Flag:
                    value.SetBoolean(Number(row, resourceId) != 0);
                    break;
                case Data:
                    value.SetOpaque(_data[row].Bytes, 0, _data[row].Length);
                    break;
                case When:
                    value.SetTime(Number(row, resourceId));
                    break;
                case Link:
                    value.SetObjectLink((int)(Number(row, resourceId) >> 16), (int)(Number(row, resourceId) & 0xFFFF));
                    break;
                case Slots:
                    value.SetInteger(_slots[(row * MaxSlots) + resourceInstanceId]);
                    break;
                case Counter:
                    value.SetInteger(RunCount);
                    break;
                default:
                    value.SetInteger(Number(row, resourceId));
                    break;
            }

            return ResponseCode.Content;
        }

        public override int Check(int instanceId, int resourceId, int resourceInstanceId, ResourceValue value)
        {
            bool valid;
            switch (resourceId)
            {
                case Name:
                    valid = value.Count <= MaxTextBytes;
                    break;
                case Data:
                    valid = _data[0].Fits(value);
                    break;
                case Slots:
                    valid = resourceInstanceId < MaxSlots;
                    break;
                default:
                    valid = true;
                    break;
            }

            return valid ? ResponseCode.Changed : ResponseCode.BadRequest;
        }

        public override int Write(int instanceId, int resourceId, int resourceInstanceId, ResourceValue value)
        {
            int row = Row(instanceId);
            switch (resourceId)
            {
                case Name:
                    _names[row].Set(value);
                    break;
                case Real:
                    _reals[row] = value.Float;
                    break;
                case Data:
                    _data[row].Set(value);
                    break;
                case Link:
                    _numbers[Index(row, resourceId)] = ((long)value.LinkedObjectId << 16) | (long)value.LinkedInstanceId;
                    break;
                case Slots:
                    _slots[(row * MaxSlots) + resourceInstanceId] = value.Integer;
                    _slotBits[row] |= 1 << resourceInstanceId;
                    break;
                default:
                    _numbers[Index(row, resourceId)] = value.Integer;
                    break;
            }

            _present[row] |= Bit(resourceId);
            return ResponseCode.Changed;
        }

        public override void Clear(int instanceId, int resourceId)
        {
            int row = Row(instanceId);
            _present[row] &= ~Bit(resourceId);
            if (resourceId == Slots)
            {
                _slotBits[row] = 0;
            }
        }

        public override int Execute(int instanceId, int resourceId, ExecuteArguments arguments)
        {
            RunCount++;
            LastArguments = string.Empty;
            while (arguments.Next())
            {
                if (!KeepsArguments)
                {
                    continue;
                }

                LastArguments += arguments.Id.ToString();
                if (arguments.HasValue)
                {
                    LastArguments += "=" + Hex.Text(arguments.Buffer, arguments.ValueOffset, arguments.ValueLength);
                }

                LastArguments += ";";
            }

            return ResponseCode.Changed;
        }

        public override void Answered()
        {
            AnsweredCount++;
        }

        private static int Bit(int resourceId)
        {
            return 1 << (resourceId & 31);
        }

        // The resource with the wide id has the last place.
        private static int Index(int row, int resourceId)
        {
            return (row * NumbersEach) + (resourceId == Wide ? NumbersEach - 1 : resourceId);
        }

        private long Number(int row, int resourceId)
        {
            return _numbers[Index(row, resourceId)];
        }

        private int Row(int instanceId)
        {
            for (int i = 0; i < MaxInstances; i++)
            {
                if (_owners[i] == instanceId)
                {
                    return i;
                }
            }

            return -1;
        }
    }
}
