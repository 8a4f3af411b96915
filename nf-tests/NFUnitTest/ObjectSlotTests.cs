using Lwm2mNano.Objects;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    /// <summary>
    /// An object keeps what belongs to an instance by the instance's slot, whatever comes and goes beside it.
    /// </summary>
    [TestClass]
    public class ObjectSlotTests
    {
        [TestMethod]
        public void Instance_keeps_its_slot_while_others_come_and_go()
        {
            Slotted slotted = new Slotted();
            Check.Is(ResponseCode.Created, slotted.Create(5));
            Check.Is(ResponseCode.Created, slotted.Create(2));
            Check.Is(ResponseCode.Created, slotted.Create(9));
            int two = slotted.Slot(2);
            int nine = slotted.Slot(9);
            Check.Is(ResponseCode.ServiceUnavailable, slotted.Create(1));
            Check.Is(-1, slotted.Slot(1));

            int freed = slotted.Slot(5);
            slotted.Delete(5);
            Check.Is(-1, slotted.Slot(5));
            Check.Is(ResponseCode.Created, slotted.Create(1));
            Check.Is(freed, slotted.Slot(1));
            Check.Is(two, slotted.Slot(2));
            Check.Is(nine, slotted.Slot(9));
            Check.True(two != nine && two != freed && nine != freed);
            Check.Is(1, slotted.InstanceIdAt(0));
            Check.Is(2, slotted.InstanceIdAt(1));
            Check.Is(9, slotted.InstanceIdAt(2));
        }

        private sealed class Slotted : LwM2mObject
        {
            public Slotted()
                : base(26242, new uint[0], 3)
            {
            }

            public int Slot(int instanceId)
            {
                return SlotOf(instanceId);
            }

            public override int Read(int instanceId, int resourceId, int resourceInstanceId, ResourceValue value)
            {
                return ResponseCode.NotFound;
            }
        }
    }
}
