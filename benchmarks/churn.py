"""What a web process keeps of subscribers who come and go.

`./dev bench churn [SUBSCRIBERS]`: waves of so many sockets, in a process of their own. Each has a subscription and
receives an event; then all of a wave are gone at once. What remains must not grow with the waves.
"""

import asyncio

from redis.asyncio import Redis

from benchmarks.live import CHANGES, PAUSE_SECONDS, ROLES, Subscribers, inviting
from benchmarks.servers import connected_servers
from tests.support.factories import make_admin, make_member, token_of

SUBSCRIBERS = 500
WAVES = 12
GONE_SECONDS = 2  # by then the process has noticed that the sockets of a wave are gone
GOAL_MB = 130


async def main(count: int = SUBSCRIBERS) -> None:
    async with connected_servers() as servers:
        admin = await make_admin()
        tokens = [await token_of(await make_member(admin.organization_id, role)) for role in ROLES]
        make = await inviting(admin)
        redis = Redis.from_url(servers.redis_url)
        with servers.web_process() as process:
            print(f"churn: the idle web process has {process.memory_mb:.0f} MB")
            everybody = Subscribers(process, redis, [tokens[number % len(tokens)] for number in range(count)])
            for wave in range(1, WAVES + 1):
                operations = [{"query": CHANGES % f" wave{wave}: __typename", "variables": {}}] * count
                async with everybody.subscribed(operations) as subscribers:
                    await subscribers.publish(make, 1, PAUSE_SECONDS)
                    most = process.memory_mb
                await asyncio.sleep(GONE_SECONDS)
                kept = process.memory_mb
                print(f"churn: {most:.0f} MB with the {count:,} subscribers of wave {wave}, {kept:.0f} MB without them")
        await redis.aclose()
    print(f"churn: {kept:.0f} MB after {WAVES} waves (goal below {GOAL_MB} MB)")
