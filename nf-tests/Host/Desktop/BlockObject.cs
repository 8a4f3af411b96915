using System;
using System.Collections.Generic;
using Lwm2mNano.Objects;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>An object that remembers every text that it had and every value that was written to it.</summary>
    internal sealed class BlockObject : LwM2mObject
    {
        public const int Id = 26260;
        public const int MaxInstances = 8;
        public const int Pieces = 0;
        public const int Text = 1;

        private static readonly uint[] s_resources =
        {
            Pieces | Resource.Opaque | Resource.Write,
            Text | Resource.String | Resource.ReadWrite,
        };

        private readonly Dictionary<int, byte[]> _texts = [];
        private readonly Dictionary<int, List<byte>> _pieces = [];

        public BlockObject()
            : base(Id, s_resources, MaxInstances)
        {
        }

        public override bool IsCreatable => true;

        /// <summary>Gets every text that an instance has had.</summary>
        public List<(int Instance, byte[] Text)> Versions { get; } = [];

        /// <summary>Gets every value that was written, in the order in which they were.</summary>
        public List<byte[]> Written { get; } = [];

        /// <summary>Gets whether a piece came that does not follow the one before.</summary>
        public bool HasGap { get; private set; }

        /// <summary>Sets the text of an instance.</summary>
        public void SetText(int instanceId, byte[] text)
        {
            _texts[instanceId] = text;
            Versions.Add((instanceId, text));
            Changed(instanceId, Text);
        }

        public override int Read(int instanceId, int resourceId, int resourceInstanceId, ResourceValue value)
        {
            byte[] text = _texts.GetValueOrDefault(instanceId, []);
            value.SetString(text, 0, text.Length);
            return ResponseCode.Content;
        }

        public override int Write(int instanceId, int resourceId, int resourceInstanceId, ResourceValue value)
        {
            byte[] text = value.Buffer.AsSpan(value.Offset, value.Count).ToArray();
            Written.Add(text);
            SetText(instanceId, text);
            return ResponseCode.Changed;
        }

        public override bool TakesPieces(int instanceId, int resourceId)
        {
            return resourceId == Pieces;
        }

        public override int WritePiece(int instanceId, int resourceId, int valueOffset, byte[] buffer, int offset, int count, bool isLast)
        {
            List<byte> value = valueOffset == 0 ? _pieces[instanceId] = [] : _pieces[instanceId];
            HasGap |= valueOffset != value.Count;
            value.AddRange(buffer.AsSpan(offset, count));
            if (isLast)
            {
                Written.Add([.. value]);
            }

            return ResponseCode.Changed;
        }
    }
}
