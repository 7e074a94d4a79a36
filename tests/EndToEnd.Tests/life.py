"""A server's whole life with python3-hcloud: ENDPOINT, TOKEN, PUBLIC KEY. Prints one JSON document."""
import json
import sys

from hcloud import APIException, Client
from hcloud.images.domain import Image
from hcloud.server_types.domain import ServerType

endpoint, token, public_key = sys.argv[1:4]
client = Client(token=token, api_endpoint=endpoint, poll_interval=0.2)
seen = {}

key = client.ssh_keys.create(name="py", public_key=public_key)
seen["types"] = [kind.name for kind in client.server_types.get_all()]
seen["images"] = [image.name for image in client.images.get_all()]

made = client.servers.create(
    name="snake", server_type=ServerType(name="ct11"), image=Image(name="debian-12"), ssh_keys=[key], labels={"tool": "python"})
made.action.wait_until_finished()
server = client.servers.get_by_name("snake")
seen["created"] = {"status": server.status, "address": server.public_net.ipv4.ip, "password": made.root_password}
seen["selected"] = [found.name for found in client.servers.get_all(label_selector="tool==python")]

server = server.update(name="viper", labels={"tool": "python", "kind": "snake"})
seen["updated"] = {"name": server.name, "labels": server.labels}
server.change_type(client.server_types.get_by_name("ct21"), upgrade_disk=False).wait_until_finished()
seen["type"] = client.servers.get_by_id(server.id).server_type.name

for step in ("shutdown", "power_on", "reboot", "power_off", "power_on", "reset"):
    getattr(server, step)().wait_until_finished()
    seen[step] = client.servers.get_by_id(server.id).status
server.rebuild(Image(name="debian-12")).wait_until_finished()
reset = server.reset_password()
reset.action.wait_until_finished()
seen["password"] = reset.root_password
seen["commands"] = [action.command for action in server.get_actions()]

try:
    client.servers.create(name="viper", server_type=ServerType(name="ct11"), image=Image(name="debian-12"))
except APIException as refused:
    seen["refused"] = refused.code

server.delete().wait_until_finished()
key.delete()
seen["left"] = len(client.servers.get_all())
print(json.dumps(seen))
