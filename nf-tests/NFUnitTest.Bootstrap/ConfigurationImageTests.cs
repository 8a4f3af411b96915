using Lwm2mNano;
using Lwm2mNano.Client;
using Lwm2mNano.Objects;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    /// <summary>
    /// The configuration as bytes: the largest one that the objects accept is one that can be kept and gone back to.
    /// </summary>
    [TestClass]
    public class ConfigurationImageTests
    {
        private const int LongestNumber = int.MaxValue;
        private const int HighestId = 65534;

        private static readonly ResourceValue s_value = new ResourceValue();

        [TestMethod]
        public void Configuration_with_everything_at_its_longest_fits_and_comes_back()
        {
            ObjectRegistry objects = new ObjectRegistry();
            SecurityObject security = new SecurityObject();
            ServerObject server = new ServerObject();
            AccessControlObject access = new AccessControlObject();
            objects.Add(security);
            objects.Add(server);
            objects.Add(access);
            byte[] longest = new byte[Limits.MaxServerUriBytes];
            for (int i = 0; i <= Limits.MaxServers; i++)
            {
                FillSecurity(security, HighestId - i, i == Limits.MaxServers, longest);
            }

            for (int i = 0; i < Limits.MaxServers; i++)
            {
                FillServer(server, HighestId - i);
            }

            for (int i = 0; i < Limits.MaxAccessControls; i++)
            {
                FillAccess(access, HighestId - i);
            }

            ConfigurationImage image = new ConfigurationImage();
            Check.True(image.Take(objects));
            int length = image.Length;
            byte[] before = new byte[length];
            System.Array.Copy(image.Bytes, 0, before, 0, length);
            Check.True(image.Restore(objects));
            Check.True(image.Take(objects));
            Hex.AreEqual(Hex.Text(before, 0, length), image.Bytes, 0, image.Length);
        }

        private static void FillSecurity(SecurityObject security, int instanceId, bool isBootstrap, byte[] longest)
        {
            Check.Is(ResponseCode.Created, security.Create(instanceId));
            s_value.SetString(longest, 0, Limits.MaxServerUriBytes);
            Write(security, instanceId, SecurityObject.ServerUri, ResourcePath.None);
            s_value.SetBoolean(isBootstrap);
            Write(security, instanceId, SecurityObject.BootstrapServer, ResourcePath.None);
            s_value.SetOpaque(longest, 0, Limits.MaxIdentityBytes);
            Write(security, instanceId, SecurityObject.Identity, ResourcePath.None);
            s_value.SetOpaque(longest, 0, Limits.MaxSecretKeyBytes);
            Write(security, instanceId, SecurityObject.SecretKey, ResourcePath.None);
            s_value.SetInteger(HighestId);
            Write(security, instanceId, SecurityObject.ShortServerId, ResourcePath.None);
            s_value.SetInteger(LongestNumber);
            Write(security, instanceId, SecurityObject.ClientHoldOffTime, ResourcePath.None);
            Write(security, instanceId, SecurityObject.BootstrapAccountTimeout, ResourcePath.None);
        }

        private static void FillServer(ServerObject server, int instanceId)
        {
            Check.Is(ResponseCode.Created, server.Create(instanceId));
            for (int i = 0; i < server.ResourceCount; i++)
            {
                uint definition = server.DefinitionAt(i);
                if (Resource.Type(definition) == ResourceType.None)
                {
                    continue;
                }

                if (Resource.Type(definition) == ResourceType.String)
                {
                    s_value.SetString(Hex.Ascii("UTSNQ"));
                }
                else if (Resource.Type(definition) == ResourceType.Boolean)
                {
                    s_value.SetBoolean(true);
                }
                else
                {
                    s_value.SetInteger(Resource.Id(definition) == ServerObject.ShortServerId ? HighestId : LongestNumber);
                }

                Write(server, instanceId, Resource.Id(definition), ResourcePath.None);
            }
        }

        private static void FillAccess(AccessControlObject access, int instanceId)
        {
            Check.Is(ResponseCode.Created, access.Create(instanceId));
            s_value.SetInteger(HighestId);
            Write(access, instanceId, AccessControlObject.ProtectedObjectId, ResourcePath.None);
            Write(access, instanceId, AccessControlObject.ProtectedInstanceId, ResourcePath.None);
            Write(access, instanceId, AccessControlObject.Owner, ResourcePath.None);
            s_value.SetInteger(31);
            for (int i = 0; i < Limits.MaxAccessEntries; i++)
            {
                Write(access, instanceId, AccessControlObject.Acl, HighestId - i);
            }
        }

        private static void Write(LwM2mObject target, int instanceId, int resourceId, int resourceInstanceId)
        {
            Check.Is(ResponseCode.Changed, target.Check(instanceId, resourceId, resourceInstanceId, s_value));
            Check.Is(ResponseCode.Changed, target.Write(instanceId, resourceId, resourceInstanceId, s_value));
        }
    }
}
