using Lwm2mNano.Objects;

namespace NFUnitTest
{
    /// <summary>
    /// An object that measures: a number and a contact, as the test says, and as many instances as it wants.
    /// </summary>
    internal sealed class FakeSensor : LwM2mObject
    {
        public const int Id = 26242;
        public const int Value = 0;
        public const int Contact = 1;

        private static readonly uint[] s_resources =
        {
            Value | Resource.Integer | Resource.Read | Resource.Mandatory,
            Contact | Resource.Boolean | Resource.Read,
        };

        private int _value;
        private bool _contact;

        public FakeSensor(int maxInstances)
            : base(Id, s_resources, maxInstances)
        {
            AddInstance(0);
        }

        /// <summary>Gets or sets what the next measurement gives.</summary>
        public int NextValue { get; set; }

        /// <summary>Gets or sets by how much each measurement is more than the one before.</summary>
        public int Drift { get; set; }

        /// <summary>Gets or sets the period of measurement in seconds.</summary>
        public int Seconds { get; set; }

        /// <summary>Gets how often it has measured.</summary>
        public int RefreshCount { get; private set; }

        public override int RefreshSeconds => Seconds;

        public override void Refresh()
        {
            RefreshCount++;
            NextValue += Drift;
            SetValue(NextValue);
        }

        public override int Read(int instanceId, int resourceId, int resourceInstanceId, ResourceValue value)
        {
            if (resourceId == Value)
            {
                value.SetInteger(_value);
            }
            else
            {
                value.SetBoolean(_contact);
            }

            return ResponseCode.Content;
        }

        /// <summary>Has the number change by itself.</summary>
        public void SetValue(int value)
        {
            if (value != _value)
            {
                _value = value;
                Changed(0, Value);
            }
        }

        /// <summary>Has the contact open or close.</summary>
        public void SetContact(bool contact)
        {
            _contact = contact;
            Changed(0, Contact);
        }

        /// <summary>Adds an instance.</summary>
        public bool Add(int instanceId)
        {
            return AddInstance(instanceId);
        }
    }
}
